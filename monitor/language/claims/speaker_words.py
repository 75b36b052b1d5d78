"""Words of saying, and those whom news quote. The words are patterns of folded text, for the whole word."""

from typing import Final

SOURCE: Final = r"""
    глав[аиыоу]\w* голов[аиіо]\w{0,2} губернатор\w* мэр\w* мер[аоу]?\w{0,2} президент\w* премьер\w* прем'єр\w*
    министр\w* міністр\w* вице віце министерств\w+ міністерств\w+ минобороны міноборони минздрав\w* моз
    (?:обл|ген|рай)?прокуратур\w+ прокурор\w* полици\w+ поліці\w+ власт[ьией]\w* влад[аиоу]\w{0,2} сми змі медиа
    медіа военные военных військові військових военный спецслужб\w+ служб\w+ источник\w* джерел\w+ агентств\w*
    издани\w+ видання
    видань газет\w+ телеканал\w* канал\w* журналист\w* журналіст\w* пресс прес представител\w+ представник\w*
    спикер\w* спікер\w* речни[кц]\w+ командующ\w+ командувач\w* командовани\w+ командуванн\w+ командир\w*
    начальник\w* посол посла посольств\w+ генштаб\w* штаб\w* комитет\w* комітет\w* следстви\w+ следовател\w+
    слідч\w+ медик\w* лікар[іяю]\w* врач\w* очевид\w+ свидетел\w+ свідк\w+ депутат\w* боевик\w* бойовик\w*
    окупант\w* оккупант\w* аналитик\w* аналітик\w* эксперт\w* експерт\w* розвідк\w+ розвідник\w* разведк\w+
    ведомств\w+ відомств\w+ администраци\w+ адміністраці\w+ спасател\w+ рятувальник\w* группировк\w+ угрупован\w+
    организаци\w+ організаці\w+ оон омбудсмен\w* уполномоченн\w+ уповноважен\w+ управлени\w+ управлінн\w+
    секретар\w* советник\w* радник\w* корреспондент\w* кореспондент\w* директор\w* очільни[кц]\w+ генерал\w*
    полковник\w* адвокат\w* жители жителей мешканці мешканців местные паблик\w* родственник\w* правозащитник\w*
    правозахисник\w* активіст\w* активист\w* оппозици\w+ опозиці\w+ авиакомпани\w+ компани\w+ компані\w+ сторон[аи]
    росгварди\w+ разведчик\w* синоптик\w*
"""

SAY: Final = r"""
    повідоми(?:в|ла|ло|ли) повідомля(?:є|ють|в|ла|ли|ло) сообщи(?:л|ла|ло|ли) сообща(?:ет|ют|л|ла|ло|ли)
    заяви(?:в|ла|ло|ли|л) заявля(?:є|ють|ет|ют|л|ли|ла|в) пиш(?:ет|ут|е|уть) написа(?:л|ла|ли|в)
    переда(?:ет|ют|є|ють|ли|л|в|ла) уточни(?:л|ла|ли|в|ло) уточня(?:ет|ют|є|ють) рассказа(?:л|ла|ли)
    рассказыва(?:ет|ют) розпові(?:в|ла|ли) розповіда(?:є|ють|в|ла|ли) добави(?:л|ла|ли) дода(?:в|ла|ли|є)
    отмети(?:л|ла|ли) отмеча(?:ет|ют) зазначи(?:в|ла|ли|ло) зазнача(?:є|ють) сказа(?:л|ла|ли|в) говор(?:ит|ят|ить)
    каж(?:е|уть) утвержда(?:ет|ют|л|ла|ли) стверджу(?:є|ють|вав|вали) підтверди(?:в|ла|ли|ло)
    подтверди(?:л|ла|ли|ло) подтвержда(?:ет|ют) підтверджу(?:є|ють) інформу(?:є|ють) информиру(?:ет|ют)
    проінформува(?:в|ла|ли) оценива(?:ет|ют|л|ла|ли|ло) оцени(?:л|ла|ли|ло) оціню(?:є|ють|вав|вали) оціни(?:в|ла|ли)
    призна(?:л|ла|ли|ло|ет|ют) визна(?:в|ла|ли|ло|є|ють) наголоси(?:в|ла|ли) заверя(?:ет|ют) насчита(?:л|ла|ли)
    нарахува(?:в|ла|ли) доповіда(?:є|ють) доложи(?:л|ла|ли|ло) объяви(?:л|ла|ло|ли) оголоси(?:в|ла|ло|ли)
    оприлюдни(?:в|ла|ли|ло) вважа(?:є|ють) счита(?:ет|ют) поінформува(?:в|ла|ли|ло) озвучи(?:в|ла|ли|л|ло)
    обнародова(?:л|ла|ли|ло) нагада(?:в|ла|ли) напомни(?:л|ла|ли) поясни(?:в|ла|ли|л) пояснює розказа(?:в|ла|ли)
    указа(?:л|ла|ли|ло) вказа(?:в|ла|ли|ло) звіту(?:є|ють)
"""

DATA: Final = r"""
    даними данным інформацією информации словами словам оцінкою оцінками оценке оценкам версією версії версии
    повідомленням повідомленнями сообщению сообщениям подсчетам підрахунками заявлению заявою ссылкой посиланням
    слов слів
"""
"""По данным, за словами, со ссылкой: whose they are follows."""

ASIDE: Final = r"""
    про це об этом этом сам сама також также ранее раніше нам журналистам журналістам вчера сегодня сьогодні вчора
    тоді тогда уже вже позже пізніше официально офіційно также своем своєму telegram телеграм телеграмі телеграме
    facebook фейсбуці фейсбуке канале каналі телеграм-канале телеграм-каналі telegram-канале telegram-каналі эфире
    ефірі соцсетях соцмережах брифинге брифінгу twitter в у на - на
"""
"""What may stand between the word of saying and the name."""

STOP: Final = r"""
    на в у во про о об обо що что як как і и но та й а але по за с з із со от від до к для при после після под під
    через ранее раніше также також вчора вчера сегодня сьогодні котор\w+ як(?:их|і|ий|ої|ому|им) теперь зараз пока
    поки если якщо это це он она они вона вони він мы ми я мне его її їх их лише не ни ані уже вже щонайменше
    минимум перед среди серед однако проте ще еще загалом всего всього тогда тоді через из по-перше внаслідок
    вследствие
"""

SOURCE_EN: Final = r"""
    authorities authority officials? military police ministry ministries minister president
    spokes(?:man|woman|person) government governor mayor media sources? agency agencies army forces commission
    committee service services office airline company hospital doctors? medics? witnesses residents court
    prosecutors? investigators? rescuers? department newspaper organization organisation groups? observatory centre
    center experts? analysts? intelligence command commander chief council foundation rebels militants activists
    head embassy coastguard firefighters lawyers? leader premier chancellor secretary institute broadcaster television
    monitors? ngo un mission
"""

SAY_EN: Final = r"""
    says? said reports? reported announces? announced confirms? confirmed claims? claimed acknowledges? acknowledged
    estimates? estimated states? stated tells told documents? documented puts? admits? admitted adds? added alleges?
    alleged verified verifies records? recorded declares? declared reveals? revealed warns? warned counts? counted
    writes wrote
"""

STOP_EN: Final = r"""
    that which who whom whose while when where were was is are has have had been be killed injured wounded people by
    it he she they at least more than with from on in as but after before according i we yesterday today there this
    these also about if since because
"""

TITLE_EN: Final = "maj gen lt col brig sgt capt mr mrs ms dr sen rep gov adm st"
ARTICLE: Final = "the a an"

NOBODY: Final = (
    "upd важно важливо фото видео відео update срочно терміново оновлено обновлено доповнено сво дтп чп нп kia wia"
)
"""What stands before a colon or behind a dash like a name, but speaks to nobody."""
