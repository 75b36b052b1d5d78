"""Words that stand before, in and behind the names of places."""

from typing import Final

AT: Final = """в у во під под біля поблизу близ возле вблизи неподалік неподалеку недалеко от від рядом с поруч із поряд
    около над навколо вокруг з-під из-под"""
"""Prepositions that a place may follow at once (or one of these again: "недалеко от")."""

OUT: Final = "из з із зі с со"
"""Prepositions of a place that is left."""

STAY: Final = r"""
    Донбас\w* Кубан\w* Закарпать?[іья]\w* Прикарпатт\w Сахалин\w* Камчатк\w Урал\w* Кавказ\w* Алта\w+ Буковин\w
    Волин[ії] Волын\w Україн\w+ Украин\w+ Близьк\w+ Ближн\w+ Кіпр\w* Кипр\w* Куб[іе] Балкан\w+ Філіппін\w+
    Филиппин\w+ Поділл\w Полісс\w Ставропол\w+ Азовстал\w Мальт\w Тайван\w+ Гаїт\w Гаити \w+щин[ауі]\w* \w+ччин[ауі]
"""
"""Names that take на where others take в."""

KIND: Final = r"""
    смт пгт с м г п пос сел[іоауе] сёл\w* сіл\w* село[м]? сел[ау]х міст[іоау]\w* город[еауы]?\w* посёлк\w* поселк\w*
    селищ\w+ станиц\w+ деревн\w+ хутор\w* район[іеау]? регион[еауы]? регіон\w* област[ии] області мікрорайон\w*
    микрорайон\w* провинци[ию] провінці[їю] штат[еіу] республи[кц]\w+ республіц\w+ вулиц\w+ улиц\w+ ул вул
    проспект\w* площ\w+ острів\w* остров\w* пункт[іеауы]\w* громад[іи] край край?[юі] направлени[ию] напрямку части
    частин[іи] центр[іеу] окраин[еы] околиц[іяю] пригород\w* передміст\w+ предмест\w+ север[еу] півноч[іи] юг[еу]
    півдн[іяю] восток[еу] сход[іу] запад[еу] захо?д[іу] юго-восток\w* юго-запад\w* северо-восток\w* северо-запад\w*
    південному північному території территории столиц[іе] столице окрестностях околицях аеропорт\w* аэропорт\w*
    колонии колонії порт[уі] дельт\w+ берег\w* берез[іе] узбережж\w+ побережь\w+ усть[ея] гирл[іа] долин\w+
    полігон\w* полигон\w* аеродром\w* аэродром\w*
"""
"""What a place is called by, before its name: "в селі Полюшко", "на юго-востоке Москвы"."""

ON: Final = r"""
    направлени[ию] напрямку вулиц\w+ улиц\w+ проспект\w* площ\w+ остров\w* острів\w* окраин[еы] околиц\w+ север[еу]
    півноч[іи] юг[еу] півдн[іяю] восток[еу] сход[іу] запад[еу] захо?д[іу] юго-восток\w* юго-запад\w*
    северо-восток\w* северо-запад\w* території территории кордон[іу] границ[еу] трасс?[еі] станци[ию] станці[їю]
    берез[іе] берегу узбережж[іяю]
    побережье полігоні полигоне аеродромі аэродроме перехресті перекрестке шахт[еі] заводі заводе
"""
"""Those of them that на goes with."""

BEHIND: Final = r"""
    області област[ьиію]\w* обл району районі районе район р-н\w* рн громад\w+ направлени\w+ напрямку край края крае
    краю республик\w+ округ\w* город[еау]? уезд\w* повіт\w* губерни\w+ провинци\w+ провінці\w+ муниципалитет\w*
    мор[еяюі] заливе затоці проливе протоці озер[еі] реке річці океан[еі] пляж[еі] шоссе шосе
    улиц[еі] вулиці бульвар[еі]
    воеводств\w+ вокзал\w* аэропорт\w* міськрад\w+
"""
"""What stands behind the adjective of a name: "Курській області"."""

QUARTER: Final = "району районі районе район округ[іеу] мікрорайоні микрорайоне"
"""What a town has and is named behind: "Шевченківському районі Харкова"."""

BUILT: Final = r"""
    приют[еу] притулк[уі] общежити[ию] гуртожитк\w+ отел[еюя] готел[іюья] больниц[еы] лікарн[ія] госпитал[ея]
    школ[еіыи] детсад\w* тюрьм[еыу] тюрм[іиу] колони[ию] мечет[ии] церкв[иіу] храм[еіа]? супермаркет[еіа] рынк[еа]
    ринк[уа] клуб[еіа] кафе ресторан[еіа] шахт[еіы] завод[еіау] фабри[кц][еіи] здани[ияе]\w* будівл[іюя] дом[еа]
    будинк[уа] квартир[еиіы] общежитие университет[еа] університет[іу] метро казарм[еаі]\w* пожаре?$ аэропорту
    аеропорту вокзал[еіу]
"""
"""Buildings: a place without a name of its own."""

STRUCK: Final = r"""
    обстр[іеє]л\w* артобстр[іеє]л\w* артиобстр[іеє]л\w* авіаобстр[іеє]л\w* авиаобстр[іеє]л\w* бомбардуван\w+
    бомбардировк\w+ бомбежк\w+
    удар(?:|а|у|е|ом|ы|ов|ам|ами|ах|и|ів|еві)
    атак\w* авиаудар\w*
    авіаудар\w* наступ\w*
    наступлени\w+ нападени\w+ напад\w* штурм\w* обстреля\w+ обстріля\w+ вдарил\w* вдарив ударил\w* прил[іе]т\w*
    приліт\w* налет\w* наліт
"""
"""What happens to a place: "обстріл м. Нікополь", "удар по Одесі"."""

NOT_PLACES: Final = r"""
    Телеграм\w* Твит\w+ Твіт\w+ Фейсбук\w* Фб Инстаграм\w* Інстаграм\w* Ютуб\w* Вконтакте Интернет\w* Інтернет\w*
    Мин(?:обор|юст|здрав|энерг|цифр|фин|транс|труд|эконом|пром|сельх|просв|обр|иностр)\w*
    Мін(?:обор|юст|здоров|енерг|цифр|фін|транс|соц|екон|освіт|закорд|інтег|реінтег)\w* Міністерств\w+ Министерств\w+
    Генштаб\w* Генеральн\w+ Генпрокур\w+ Госдум\w+ Госдеп\w* Держ\w+ Рад[аиіу] Верховн\w+ Пентагон\w* Конгресс?\w*
    Сенат\w* Евросоюз\w* Євросоюз\w* Європарл\w+ Европарл\w+ Збройн\w+ Вооруж\w+ Росгвард\w+ Нацпол\w+ Нацгвард\w+
    Офіс\w* Офис\w* Сил(?:ах|и|ы|ам) Міжнарод\w+ Совет\w* Совбез\w* Совфед\w* Главн\w+ Головн\w+ Бел(?:ом|ый|ого)
    Біл(?:ому|ий|ого) Трамп\w* Байден\w* Пут[иі]н\w* Зеленс\w+ Вагнер\w* Хамас\w* Хезбол\w* Айдар\w* Кракен\w*
    Бог\w* День Дня Служб\w+ Следств\w+ Красн(?:ом|ого)\s+Крест\w* Червон(?:ому|ого)\s+[Хх]рест\w* Кремл\w+
    Росавиаци\w+ Роскомнадзор\w* Роспотреб\w+ Центробанк\w* Нацбанк\w* Управлінн\w+ Управлени\w+
    Велик(?:ой|ій)\s+[ОВ]\w+ Отечеств\w+ Вітчизнян\w+ Страсбур\w+ Гааг\w+ Гааз\w+
"""

OCCUPIED: Final = r"""
    (?:(?:тимчасово|временно|поки\s+що|пока\s+что)\s+)?(?:окупован|захоплен|оккупированн|захваченн|звільнен|
    освобожденн|прикордонн|приграничн|прифронтов)\w+\s+територ\w+
"""
"""Lands without a name of their own, which may stand in any case: "на поки що окуповані території"."""

COURTS: Final = r"\w*суд(?:і|е|у|ах)? \w*прокуратур\w+ \w*полиц\w+ \w*поліц\w+ \w*інститут\w* \w*институт\w*"
"""What makes a name before it no place where people are hurt: "у Кіровському райсуді"."""

ACTORS: Final = "росі[їй] россии рф ізраїлю израиля ірану ирана сша хамас\\w* хезбол\\w* хусит\\w* всу зсу"
"""Whose an attack is, where no preposition says that it was on them: "атаки Росії"."""

STATES: Final = "СССР СРСР ДРК ЮНР ПМР РФ США ДНР ЛНР КНР КНДР ОАЭ ОАЕ ЮАР ЦАР АРК КЧР КБР ФРГ ЛНДР"
LOWER: Final = "росії росію россии рф україні криму крыму москвою москві москве"
"""Places that are written in small letters: out of contempt, or by habit."""

AT_EN: Final = "in at near outside inside around across throughout along off opposite"
ON_EN: Final = "border outskirts coast slopes road highway island shores banks streets edge front river campus base"
STRUCK_EN: Final = r"""
    attacks? strikes? airstrikes? shelling bombing bombardment raids? assault offensive siege missiles? drones? hits?
    targeting
"""

KIND_EN: Final = r"""
    mosque church camp checkpoint bank prison school hospital village town city cities suburbs? slopes road highway
    border district province region state oblast area neighbou?rhood outskirts capital coast island airport station
    market hotel restaurant nightclub club university mine factory building temple base port prefecture county part
    parts municipality municipalities villages towns settlement valley desert square park street crossing hospitals
    library embassy center centre house apartment shop mall stadium beach
"""
LINK_EN: Final = "of in at on near with between outside along"
SIDE_EN: Final = r"""
    the central northern southern eastern western north south east west north-?eastern north-?western south-?eastern
    south-?western occupied downtown mainland rural nearby Russian-occupied Ukrainian-held
"""
BEHIND_EN: Final = (
    "region district province oblast city area county state prefecture raion governorate airport prison neighbou?rhood"
)

NOT_PLACES_EN: Final = r"""
    Mondays? Tuesdays? Wednesdays? Thursdays? Fridays? Saturdays? Sundays? January February March April May June
    July August September October November December Christmas Easter Ramadan Twitter Telegram Facebook Instagram
    Parliament Congress Senate World Interior Defen[cs]e Foreign Ministry President Prime Minister General NATO UN
    EU Hamas Hezbollah Wagner I He She It They We The Islamic Mr Mrs Operation
"""
NOT_WITHIN_EN: Final = (
    r"\b(?:War|Ministry|Army|Party|League|Cup|Olympics|Council|Court|Championship|Brigade|Battalion|Agreement|Act)\b"
)
