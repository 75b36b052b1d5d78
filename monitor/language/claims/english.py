"""English words of claims, as they stand in folded text. A line is `what it is: words`; see `lexicon`."""

from typing import Final

TABLE: Final = r"""
killed either: killed slain murdered executed assassinated massacred beheaded lynched slaughtered martyred
killed either: strangled electrocuted lynched
killed object: kills? killing murders? murdering executes? executing assassinates? assassinating massacres beheads?
killed object: slays?
killed subject weak: dies? died dying
killed subject: drowns? drowned perish perishes perished
wounded either: wounded injured hurt
wounded either weak: hospitali[sz]ed
wounded object: wounding injures? injuring hurting
killed either people: eliminated neutrali[sz]ed destroyed
captured either people: captured abducted kidnapped
captured subject people: surrendered surrenders surrender
captured object people: captures? capturing abducts? abducting kidnaps? kidnapping
deployed either people: deployed sent dispatched stationed massed amassed
deployed subject people: arrives? arrived
deployed either people: redeployed positioned
deployed object people: deploys? deploying sends? sending dispatches dispatch dispatching amasses
detained either: arrested detained apprehended
detained object people: arrests? arresting detains? detaining apprehends?
evacuated either people: evacuated airlifted
evacuated object people: evacuates? evacuating
missing subject: missing unaccounted
missing subject people: disappeared disappear vanished

state killed: dead deaths fatalities fatality killings executions murders lives
state wounded: injuries woundings wia
state casualties: casualty casualties
state captured: hostages? prisoners? pows? captives? kidnappings abductions
state detained: detainees arrests
state evacuated: evacuees
event killed: killing assassination execution
event killed weak: death murder
event evacuated people: evacuation evacuations
event captured: abduction kidnapping
body killed: body bodies corpses? remains
loss casualties: losses
lose casualties people: lost loses losing lose

get: suffers? suffered suffering sustains? sustained sustaining receives? received
injury: injury wounds fractures? burns concussions? bruises lacerations limbs bones
toll: toll number count tally
rise: rises? rose risen rising climbs? climbed increases? increased increasing reach reaches reached grows? grew grown
rise: jumps? jumped revised stands stood exceeds? exceeded surpasses surpassed passes passed bringing brings brought
and: and plus
or: or
but: but while whereas
including: including includes? included among
them: them whom
that: that how
when: after when where as because since before until who which whose whether so amid despite although though
preposition: in on at near by from with for to into during over of off across through against around inside outside
preposition: under between within along following via onto aboard toward towards about per without behind throughout
preposition: beneath upon involving due
be: is are was were been being be left leaves leave leaving found presumed confirmed remains? remained reported gets?
be: got pronounced declared went goes go taken held
have: has have had having
not: no not nobody none never neither nor
another: another
determiner: an? the his her its their this that our one's former top senior first second third fourth fifth
pronoun: he she they it i we you him us me himself herself itself themselves
these: these those both
adverb: also all reportedly allegedly then later still only just more already now again instantly together initially
adverb: subsequently currently officially fatally mortally previously otherwise apparently further far many most some
filler: members employees

mood irrealis: may might could would should must will can if threats? threatens? threatened threatening plans? planned
mood irrealis: planning intends? intended fears? feared possibly potentially attempts? attempted attempting tries
mood irrealis: tried trying
mood irrealis: wants? wanted vows vowed promised? promises pledged? pledges orders? ordered ordering urges? urged
mood irrealis: urging proposes? proposed allow allows considers? considering ready prepared prepares? preparing
mood irrealis: expected expects? risks? risking conspiring conspiracy warrants?
mood irrealis: cannot agrees? agreed approves? approved authorizes? authorized refuses? refused demands? demanded
mood irrealis: failed fails
mood return: released? releases releasing freed frees freeing exchanged? exchanges returned returns swap swapped
mood return: rescued? rescues rescuing repatriated saved freedom
mood court: sentenced? sentences convicted? convicts jailed
mood rate: averages? ratio every percent percentage annually yearly rate each
mood severity: critically seriously severely critical serious severe slightly lightly intensive badly moderately minor
mood disease: diseases? covid coronavirus pandemic epidemic cholera ebola viruse?s? outbreak measles influenza flu
mood disease: malaria dengue infections? infected hiv aids illness mpox plague
mood nature: heart pneumonia stroke leukemia alzheimer'?s? age aged natural cancer starvation
mood violence: crash crashes crashed fires? explosions? explodes blasts? attacks? attacked bombings? shootings?
mood violence: airstrikes? strikes? shelling collisions? collides earthquakes? floods? flooding derailment derails
mood violence: collapses? landslides? stampede accidents? stabbings?
mood violence: missiles? drones? rockets? storm hurricane typhoon cyclone tornado tornadoes capsizes sinks sinking
mood violence: wounds injuries gunfire clashes avalanche crush ambush suicide poisoning bombs? shipwreck tsunami
mood violence: wildfires? heatwave shot gunmen
mood say: says? said saying reports? reported reporting announces? announced confirms? confirmed claims? claimed
mood say: states? stated according estimates? estimated told tells adds? added documents? documented acknowledges?
mood say: acknowledged alleges? alleged admits? admitted writes notes
"""

_FORCE: Final = """soldier troop troops serviceman servicemen servicewoman paratrooper marine fighter
militant rebel insurgent gunman gunmen terrorist mercenary mercenaries officer police policeman policemen
policewoman guard personnel peacekeeper commander sailor conscript reservist guerrilla militiaman militiamen
militia jihadist combatant airman airmen ranger trooper general colonel captain lieutenant major sergeant
recruit cop cadet commando guardsman guardsmen warrior invader occupier operative extremist separatist peshmerga"""
_CIVIL: Final = """people person civilian man men woman women child children boy girl baby babies infant
toddler teenager teen adult resident citizen villager local worker employee member staff miner farmer driver
passenger pilot copilot crew crewman crewmen member student pupil teacher doctor nurse medic paramedic
firefighter rescuer journalist reporter cameraman photographer activist protester protestor demonstrator rioter
suspect attacker assailant shooter bomber perpetrator victim hostage prisoner inmate detainee convict migrant
refugee tourist pilgrim worshipper worshiper bystander pedestrian cyclist motorcyclist commuter spectator fan
player athlete leader chief minister politician lawmaker official candidate mayor governor president deputy
diplomat ambassador judge lawyer businessman businesswoman businessmen priest bishop imam cleric monk nun
missionary mother father parent son daughter brother sister husband wife relative grandmother grandfather
grandchild grandchildren uncle aunt cousin sibling couple israeli palestinian ukrainian russian american briton
iranian syrian iraqi afghan turk lebanese chinese german italian pole korean indian pakistani mexican nigerian
somali kurd yemeni houthi african european egyptian canadian australian filipino colombian haitian national
foreigner immigrant christian muslim jew hindu yazidi hunter fisherman fishermen seafarer mariner climber
mountaineer skier hiker diver swimmer surfer tribesman tribesmen gangster mobster trafficker smuggler thief
robber kidnapper hacker spy agent informant analyst scientist engineer researcher contractor guest customer
shopper visitor patient singer actor actress artist musician writer author blogger influencer executive others
other individual human youth senior pensioner supporter opponent dissident critic defector orphan schoolgirl
schoolboy schoolchild schoolchildren kid newborn carer caregiver clergyman settler herder trader vendor merchant
astronaut director secretary figure drowned lives occupant motorist rider gunwoman operator technician aide
bodyguard volunteer gendarme legislator senator congressman attorney prosecutor councillor councilor labourer
laborer fugitive professor lecturer detective inspector coach jogger guide cook chef shepherd survivor evacuee
infiltrator assassin sniper gunner crewmate colleague mechanic cleaner merchant welder rafter paraglider
backpacker vacationer holidaymaker fisher trekker trainee apprentice carpenter electrician plumber bricklayer
ukrainians serviceperson nurse midwife surgeon principal headmaster dockworker docker farmworker steelworker
metalworker ironworker healthworker railwayman railwaymen lifeguard bouncer bartender waiter waitress banker broker
teller clerk courier poacher logger rower porter trucker biker partygoer concertgoer churchgoer beachgoer festivalgoer
theatergoer theatregoer mourner squatter arsonist looter burglar intern janitor pastor rabbi preacher picker
longshoreman longshoremen lumberjack beekeeper shopkeeper housekeeper zookeeper goalkeeper caretaker landlord tenant
homeowner bookmaker dealer smuggler baker butcher tailor barber hairdresser plaintiff defendant juror stowaway
hostess steward stewardess attendant conductor dispatcher inspector auditor accountant cashier salesman saleswoman
gravedigger rickshaw vigilante bandit pirate raider infiltrator saboteur collaborator"""
_THINGS: Final = """time day week month year hour minute second home house building vehicle car truck bus
train carriage plane aircraft helicopter drone missile rocket shell tank ship vessel boat warship submarine gun
rifle weapon bomb ton tonne kilometer kilometre mile meter metre acre hectare dollar euro percent village town
city cities community communities settlement district province region country countries state county hospital
church mosque shop store factory base point site target strike attack raid bombing explosion blast earthquake
storm tornado wildfire fire flight dog cat cow horse sheep pig bird animal elephant whale cattle livestock law
bill vote seat party parties company companies firm bank job case charge count game match goal round medal award
event incident accident sortie battle airstrike shot bullet mine grenade kilogram kg pound gallon barrel liter
litre island road bridge lane floor story stories apartment unit battalion brigade division regiment group gang
family families nation household structure dam claim report document school body bodies territory territories
outpost checkpoint rate degree foot feet knot"""


def _plural(words: str) -> str:
    return " ".join(sorted(f"{word}(?:s|es|'s)?" for word in set(words.split())))


PEOPLE: Final = f"force: {_plural(_FORCE)}\nperson: {_plural(_CIVIL)}\nthing: {_plural(_THINGS)}\n"
