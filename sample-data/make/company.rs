//! Halden Components: a made-up maker and distributor of castings and fittings. All people are made up.
//!
//! Each table is text, one line a record, so that a reviewer reads it as a table. Titles are those of the
//! data dictionary. Tables show October 2026; `history.rs` says what was different before.

/// Who works at Halden, with address and home department. `AI CoE` is the centre.
pub const PEOPLE: &str = "
Person                 | Address              | Home
Margarethe Oduya       | margarethe.oduya     | Operations
Björn Þórsson          | bjorn.thorsson       | Operations
Håkon Müller           | hakon.muller         | Finance
Łucja Żak              | lucja.zak            | Sales
Tomás Ó Briain         | tomas.obriain        | Marketing
Marie-Claire Dubois    | marie-claire.dubois  | HR
İnês Yılmaz            | ines.yilmaz          | IT
Adaeze Nwosu           | adaeze.nwosu         | Customer Service
Kenji Watanabe         | kenji.watanabe       | Product
Zdeněk Procházka       | zdenek.prochazka     | Supply Chain
Eleni Papadopoulou     | eleni.papadopoulou   | Legal
Freya Lindqvist        | freya.lindqvist      | HR
Pavel Dvořák           | pavel.dvorak         | Operations
Greta Lindholm         | greta.lindholm       | Operations
Amélie Fontaine        | amelie.fontaine      | Sales
Rui Carvalho           | rui.carvalho         | Sales
Siobhán Kelly          | siobhan.kelly        | Marketing
Anna Kowalczyk         | anna.kowalczyk       | Finance
Stefan Brandt          | stefan.brandt        | Finance
Ngozi Eze              | ngozi.eze            | HR
Bram de Vries          | bram.devries         | IT
Leila Haddad           | leila.haddad         | IT
Camille Leroux         | camille.leroux       | Customer Service
Tuğba Demir            | tugba.demir          | Customer Service
Hiroshi Tanaka         | hiroshi.tanaka       | Product
Jana Nováková          | jana.novakova        | Supply Chain
Niamh Byrne            | niamh.byrne          | Legal
Priya Raghunathan      | priya.raghunathan    | AI CoE
Oskar Wiśniewski       | oskar.wisniewski     | AI CoE
Chiara Bianchi         | chiara.bianchi       | AI CoE
Mateo Álvarez          | mateo.alvarez        | AI CoE
Ingrid Solberg         | ingrid.solberg       | AI CoE
Dmitri Volkov          | dmitri.volkov        | AI CoE
Sade Akande            | sade.akande          | AI CoE
Tomasz Wójcik          | tomasz.wojcik        | AI CoE
Jürgen Schäfer         | jurgen.schafer       | AI CoE
Yara Nasser            | yara.nasser          | AI CoE
Noor El-Amin           | noor.elamin          | AI CoE
";

/// What each initiative is and who answers for it. MKT-02 and PRD-02 have no sponsor.
/// OPS-04 and OPS-05 stand for one benefit claimed twice (see `KPIS`); SAL-04 and SAL-05 exclude each other.
pub const PORTFOLIO: &str = "
Initiative ID | Initiative name                      | Department       | Business owner  | Executive sponsor   | Strategic goal             | Outcome category       | Delivery model          | Build or buy | AI type         | Risk tier
OPS-01        | Predictive maintenance, press shop   | Operations       | Pavel Dvořák    | Margarethe Oduya    | Cut cost to serve          | Operational efficiency | CoE-led                 | Build        | Classical ML    | Limited
OPS-02        | Visual weld inspection               | Operations       | Greta Lindholm  | Margarethe Oduya    | Cut cost to serve          | Operational efficiency | Vendor-led              | Buy          | Computer Vision | Limited
OPS-03        | Energy load forecast, Ostrava        | Operations       | Pavel Dvořák    | Björn Þórsson       | Cut cost to serve          | Operational efficiency | BU-led with CoE support | Build        | Classical ML    | Minimal
OPS-04        | Scrap root-cause assistant           | Operations       | Greta Lindholm  | Margarethe Oduya    | Cut cost to serve          | Operational efficiency | CoE-led                 | Build        | Agentic         | Limited
OPS-05        | Casting parameter optimiser          | Operations       | Greta Lindholm  | Margarethe Oduya    | Cut cost to serve          | Operational efficiency | CoE-led                 | Build        | Classical ML    | Limited
OPS-06        | Shift planning optimiser             | Operations       | Pavel Dvořák    | Margarethe Oduya    | Cut cost to serve          | Operational efficiency | CoE-led                 | Hybrid       | Other           | High
OPS-07        | Spoken work instructions             | Operations       | Greta Lindholm  | Björn Þórsson       |                            | Operational efficiency |                         |              | Generative      |
OPS-08        | Maintenance manual chatbot           | Operations       | Pavel Dvořák    | Margarethe Oduya    | Cut cost to serve          | Operational efficiency | CoE-led                 | Build        | Generative      | Minimal
SAL-01        | Quote price guidance                 | Sales            | Amélie Fontaine | Łucja Żak           | Grow recurring revenue     | Revenue growth         | CoE-led                 | Build        | Classical ML    | Limited
SAL-02        | Lead scoring for distributors        | Sales            | Rui Carvalho    | Łucja Żak           | Grow recurring revenue     | Revenue growth         | CoE-led                 | Build        | Classical ML    | Minimal
SAL-03        | Offer draft assistant                | Sales            | Amélie Fontaine | Łucja Żak           | Grow recurring revenue     | Revenue growth         | CoE-led                 | Hybrid       | Generative      | Limited
SAL-04        | Churn early warning, own model       | Sales            | Rui Carvalho    | Łucja Żak           | Grow recurring revenue     | Revenue growth         | CoE-led                 | Build        | Classical ML    | Limited
SAL-05        | Churn radar of the CRM vendor        | Sales            | Rui Carvalho    | Łucja Żak           | Grow recurring revenue     | Revenue growth         | Vendor-led              | Buy          | Classical ML    | Limited
MKT-01        | Campaign copy assistant              | Marketing        | Siobhán Kelly   | Tomás Ó Briain      | Grow recurring revenue     | Revenue growth         | BU-led independent      | Buy          | Generative      | Limited
MKT-02        | Product data enrichment              | Marketing        | Siobhán Kelly   |                     |                            | Customer experience    | BU-led independent      | Buy          | Generative      | Minimal
MKT-03        | Trade-fair lead capture              | Marketing        | Siobhán Kelly   | Tomás Ó Briain      | Grow recurring revenue     | Revenue growth         | Co-delivered            | Hybrid       | NLP             | Minimal
MKT-04        | Media mix model                      | Marketing        | Siobhán Kelly   | Tomás Ó Briain      |                            | Revenue growth         |                         |              | Classical ML    |
FIN-01        | Supplier invoice matching            | Finance          | Anna Kowalczyk  | Håkon Müller        | Cut cost to serve          | Operational efficiency | CoE-led                 | Hybrid       | NLP             | Minimal
FIN-02        | Cash collection forecast             | Finance          | Stefan Brandt   | Håkon Müller        | Reduce risk                | Operational efficiency | CoE-led                 | Build        | Classical ML    | Minimal
FIN-03        | Month-end accrual proposals          | Finance          | Anna Kowalczyk  | Håkon Müller        | Cut cost to serve          | Operational efficiency | CoE-led                 | Build        | Agentic         | Limited
FIN-04        | Expense fraud detection              | Finance          | Stefan Brandt   | Håkon Müller        | Reduce risk                | Operational efficiency | BU-led independent      | Buy          | Classical ML    | Limited
FIN-05        | E-invoicing compliance checks        | Finance          | Anna Kowalczyk  | Håkon Müller        | Reduce risk                | Other                  | CoE-led                 | Build        | NLP             | Limited
HR-01         | CV screening support                 | HR               | Ngozi Eze       | Marie-Claire Dubois | Cut cost to serve          | Operational efficiency | CoE-led                 | Buy          | NLP             | High
HR-02         | Skills inventory                     | HR               | Ngozi Eze       | Freya Lindqvist     |                            | Other                  |                         | Buy          | NLP             | Limited
HR-03         | HR helpdesk assistant                | HR               | Ngozi Eze       | Marie-Claire Dubois | Cut cost to serve          | Operational efficiency | CoE-led                 | Hybrid       | Generative      | Limited
IT-01         | Shared AI platform                   | IT               | Bram de Vries   | İnês Yılmaz         | Reduce risk                | Other                  | CoE-led                 | Hybrid       | Other           | Limited
IT-02         | Service desk assistant               | IT               | Leila Haddad    | İnês Yılmaz         | Cut cost to serve          | Operational efficiency | CoE-led                 | Buy          | Generative      | Limited
IT-03         | Coding assistant                     | IT               | Bram de Vries   | İnês Yılmaz         | Cut cost to serve          | Operational efficiency | CoE-led                 | Buy          | Generative      | Minimal
IT-04         | Security log triage                  | IT               | Leila Haddad    | İnês Yılmaz         | Reduce risk                | Other                  | CoE-led                 | Hybrid       | Classical ML    | Limited
IT-05         | Company knowledge search             | IT               | Bram de Vries   | İnês Yılmaz         | Cut cost to serve          | Operational efficiency | CoE-led                 | Build        | Generative      | Limited
CSV-01        | Ticket routing                       | Customer Service | Camille Leroux  | Adaeze Nwosu        | Lift customer satisfaction | Customer experience    | CoE-led                 | Build        | NLP             | Minimal
CSV-02        | Reply drafting                       | Customer Service | Tuğba Demir     | Adaeze Nwosu        | Lift customer satisfaction | Customer experience    | CoE-led                 | Hybrid       | Generative      | Limited
CSV-03        | Call summaries                       | Customer Service | Camille Leroux  | Adaeze Nwosu        | Lift customer satisfaction | Customer experience    | CoE-led                 | Buy          | NLP             | Limited
CSV-04        | Warranty claim triage                | Customer Service | Tuğba Demir     | Adaeze Nwosu        | Lift customer satisfaction | Customer experience    | CoE-led                 | Build        | NLP             | Limited
CSV-05        | Caller mood detection                | Customer Service | Camille Leroux  | Adaeze Nwosu        | Lift customer satisfaction | Customer experience    | Vendor-led              | Buy          | NLP             | Prohibited
PRD-01        | Drawing search                       | Product          | Hiroshi Tanaka  | Kenji Watanabe      | Cut cost to serve          | Operational efficiency | Co-delivered            | Build        | Computer Vision | Minimal
PRD-02        | Configurator recommendations         | Product          | Hiroshi Tanaka  |                     | Grow recurring revenue     | Revenue growth         |                         | Build        | RL              | Limited
SC-01         | Spare parts demand forecast          | Supply Chain     | Jana Nováková   | Zdeněk Procházka    | Cut cost to serve          | Operational efficiency | CoE-led                 | Build        | Classical ML    | Minimal
SC-02         | Supplier delay prediction            | Supply Chain     | Jana Nováková   | Zdeněk Procházka    | Reduce risk                | Operational efficiency | BU-led with CoE support | Build        | Classical ML    | Limited
SC-03         | Freight invoice audit                | Supply Chain     | Jana Nováková   | Zdeněk Procházka    | Cut cost to serve          | Operational efficiency | CoE-led                 | Buy          | NLP             | Minimal
SC-04         | Customs code classification          | Supply Chain     | Jana Nováková   | Zdeněk Procházka    | Reduce risk                | Other                  |                         | Hybrid       | NLP             | Limited
LEG-01        | Contract clause review               | Legal            | Niamh Byrne     | Eleni Papadopoulou  | Reduce risk                | Operational efficiency | BU-led with CoE support | Buy          | Generative      | Limited
LEG-02        | Confidentiality agreements by form   | Legal            | Niamh Byrne     | Eleni Papadopoulou  | Cut cost to serve          | Operational efficiency |                         | Build        | Generative      | Minimal
LEG-03        | Sanctions screening summaries        | Legal            | Niamh Byrne     | Eleni Papadopoulou  | Reduce risk                | Other                  |                         |              | NLP             |
";

/// Why each initiative exists, in the words of its department; also who builds it and what it costs in all.
pub const PURPOSE: &str = "
Initiative ID | Technical owner  | Vendor        | Budget requested | Problem statement                                                | Expected benefit
OPS-01        | Oskar Wiśniewski |               | 450000           | Presses stop without warning about eleven times a month.         | Half the unplanned stops, fewer express spare parts.
OPS-02        | Ingrid Solberg   | Veldt Vision  | 390000           | Weld faults are found at the customer.                           | Fewer complaints, one inspector less a shift.
OPS-03        | Mateo Álvarez    |               | 180000           | We pay peak tariffs for load we could move.                      | Lower energy bill by shifting furnace load.
OPS-04        | Chiara Bianchi   |               | 170000           | Shift leaders guess why scrap rises.                             | Less scrap through faster root-cause analysis.
OPS-05        | Oskar Wiśniewski |               | 240000           | Casting parameters are set by experience only.                   | Less scrap through better settings.
OPS-06        | Mateo Álvarez    |               | 160000           | Shift plans take two planners three days a week.                 | Two days of planning a week, less overtime.
OPS-07        |                  |               |                  | New colleagues do not find the right work instruction.           |
OPS-08        | Chiara Bianchi   |               | 90000            | Mechanics search long in paper manuals.                          | Shorter repair times.
SAL-01        | Oskar Wiśniewski |               | 290000           | Discounts differ widely for alike customers.                     | One margin point on quoted business.
SAL-02        | Mateo Álvarez    |               | 165000           | Field sales visits the wrong distributors.                       | More orders a visit.
SAL-03        | Chiara Bianchi   | Quillmark     | 210000           | An offer takes four days to write.                               | Offers in one day, more of them won.
SAL-04        | Mateo Álvarez    |               | 130000           | We learn of lost customers from their last order.                | Keep a third of those at risk.
SAL-05        |                  | Northbeam CRM | 40000            | We learn of lost customers from their last order.                | Keep a third of those at risk.
MKT-01        | Siobhán Kelly    | Quillmark     | 130000           | Campaign texts in nine languages are slow and dear.              | Half the agency cost, campaigns a week earlier.
MKT-02        | Siobhán Kelly    | Datawright    | 140000           | Web shop articles lack attributes.                               |
MKT-03        | Yara Nasser      |               | 60000            | Visiting cards are typed in by hand weeks later.                 | More leads followed up in time.
MKT-04        |                  |               |                  |                                                                  | Better use of the media budget.
FIN-01        | Chiara Bianchi   | Ledgerline    | 250000           | A third of supplier invoices needs a person.                     | Six people free for other work, more cash discount.
FIN-02        | Mateo Álvarez    |               | 260000           | Collections come later than forecast.                            | Less overdraft interest, fewer write-offs.
FIN-03        | Chiara Bianchi   |               | 340000           | Accruals take five days at month end.                            | Close two days earlier.
FIN-04        | Stefan Brandt    | Claimguard    | 120000           | Expense claims are checked by sample only.                       | Recover wrong claims.
FIN-05        | Ingrid Solberg   |               | 175000           | From 2027 invoices must meet the new format rules.               | No fines, fewer returned invoices.
HR-01         | Ingrid Solberg   | Talentsieve   | 185000           | Recruiters read four thousand applications a year.               | Shortlists in two days.
HR-02         |                  | Talentsieve   | 70000            | Nobody knows who can do what.                                    | Fill posts from inside.
HR-03         | Ingrid Solberg   |               | 95000            | The helpdesk answers the same questions all day.                 | A third fewer tickets.
IT-01         | Jürgen Schäfer   | Cloudmere     | 880000           | Every team buys its own tools.                                   | One safe place to build and run models.
IT-02         | Yara Nasser      | Deskwise      | 235000           | First-line support waits are above one hour.                     | Solve every third request without a person.
IT-03         | Bram de Vries    | Codepilot     | 260000           | Developers spend a third of their time on routine code.          | A tenth more output.
IT-04         | Jürgen Schäfer   |               | 150000           | Analysts see four thousand alerts a day.                         | Fewer false alarms, faster reaction.
IT-05         | Jürgen Schäfer   |               | 214000           | Answers sit in nine systems.                                     | An hour a week for each office worker.
CSV-01        | Chiara Bianchi   |               | 160000           | Every fourth ticket goes to the wrong team.                      | First answer within four hours.
CSV-02        | Chiara Bianchi   | Quillmark     | 230000           | Agents type the same replies.                                    | A quarter more tickets an agent.
CSV-03        | Ingrid Solberg   | Callnote      | 175000           | Notes after a call take four minutes.                            | One minute a call.
CSV-04        | Chiara Bianchi   |               | 210000           | Warranty claims wait nine days for a first look.                 | First look on the same day.
CSV-05        |                  | Callnote      | 45000            | We do not know which callers are upset.                          | Calmer callers.
PRD-01        | Mateo Álvarez    |               | 150000           | Engineers redraw parts that exist.                               | One part in ten reused.
PRD-02        |                  |               | 190000           | Customers give up in the configurator.                           | More finished configurations.
SC-01         | Mateo Álvarez    |               | 280000           | Spare parts are out of stock or pile up.                         | A tenth less stock at the same service.
SC-02         | Oskar Wiśniewski |               | 200000           | We hear of late deliveries on the day.                           | Fewer line stops.
SC-03         | Tomasz Wójcik    | Freightcheck  | 85000            | Freight invoices are paid unchecked.                             | Two per cent of freight cost back.
SC-04         |                  |               | 110000           | Customs codes are looked up by hand.                             | Fewer corrections and delays.
LEG-01        | Niamh Byrne      | Clausewise    | 90000            | A supplier contract waits eight days for review.                 | Review in three days.
LEG-02        |                  |               | 35000            | Sales asks Legal for the same agreement daily.                   | No wait for standard agreements.
LEG-03        |                  |               |                  | Screening hits are read one by one.                              | Faster release of orders.
";

/// The way of each initiative through the phases.
pub const DATES: &str = "
Initiative ID | Submitted on | Assessed on | Approved on | Pilot started on | In production on | Planned production date | Retired on
OPS-01        | 2025-03-10   | 2025-05-05  | 2025-07-14  | 2025-10-06       | 2026-04-20       | 2026-03-02              |
OPS-02        | 2024-11-18   | 2025-01-20  | 2025-03-24  | 2025-06-16       |                  | 2026-06-30              |
OPS-03        | 2025-01-13   | 2025-02-24  | 2025-04-07  | 2025-07-01       | 2025-11-03       | 2025-11-01              |
OPS-04        | 2025-09-15   | 2025-10-27  | 2025-12-08  | 2026-04-13       | 2026-10-05       | 2026-09-01              |
OPS-05        | 2025-10-06   | 2025-11-17  | 2026-01-26  | 2026-06-01       |                  | 2026-11-16              |
OPS-06        | 2026-05-11   | 2026-07-06  | 2026-10-12  |                  |                  | 2027-06-01              |
OPS-07        | 2026-09-21   |             |             |                  |                  |                         |
OPS-08        | 2025-05-19   | 2025-07-07  | 2025-09-15  | 2025-12-01       | 2026-04-01       | 2026-04-01              | 2026-10-09
SAL-01        | 2025-03-03   | 2025-04-28  | 2025-06-30  | 2025-10-01       | 2026-02-02       | 2026-02-01              |
SAL-02        | 2024-09-09   | 2024-11-04  | 2025-01-13  | 2025-05-05       | 2025-09-08       | 2025-08-15              |
SAL-03        | 2025-10-20   | 2025-12-01  | 2026-02-09  | 2026-05-18       |                  | 2026-12-01              |
SAL-04        | 2026-06-15   | 2026-08-17  |             |                  |                  |                         |
SAL-05        | 2026-07-06   | 2026-08-17  |             |                  |                  |                         |
MKT-01        | 2025-06-02   | 2025-07-14  | 2025-08-25  | 2025-10-20       | 2026-01-12       | 2026-01-05              |
MKT-02        | 2025-04-14   | 2025-06-09  | 2025-07-21  | 2025-09-15       |                  | 2026-03-31              |
MKT-03        | 2025-07-21   | 2025-09-08  | 2025-10-20  |                  |                  | 2026-09-01              |
MKT-04        | 2026-08-10   |             |             |                  |                  |                         |
FIN-01        | 2025-01-20   | 2025-03-03  | 2025-04-14  | 2025-07-07       | 2025-10-06       | 2025-10-01              |
FIN-02        | 2025-06-16   | 2025-08-11  | 2025-10-06  | 2026-02-02       | 2026-06-08       | 2026-06-01              |
FIN-03        | 2025-09-22   | 2025-11-10  | 2026-01-12  | 2026-04-20       |                  | 2026-11-30              |
FIN-04        | 2026-02-16   | 2026-04-13  | 2026-07-13  |                  |                  | 2027-04-01              |
FIN-05        | 2026-01-19   | 2026-03-09  | 2026-05-18  |                  |                  | 2026-12-31              |
HR-01         | 2025-08-18   | 2025-10-13  | 2025-12-15  | 2026-03-16       |                  | 2026-10-01              |
HR-02         | 2026-04-20   | 2026-08-03  |             |                  |                  |                         |
HR-03         | 2025-12-08   | 2026-02-02  | 2026-03-23  | 2026-06-22       |                  | 2027-03-01              |
IT-01         | 2024-12-02   | 2025-02-03  | 2025-04-28  | 2025-08-04       | 2025-12-01       | 2025-12-01              |
IT-02         | 2025-05-05   | 2025-06-23  | 2025-08-11  | 2025-11-17       | 2026-03-02       | 2026-03-01              |
IT-03         | 2025-10-13   | 2025-11-24  | 2026-01-19  | 2026-03-09       | 2026-08-31       | 2026-08-01              |
IT-04         | 2026-01-12   | 2026-02-23  | 2026-04-13  | 2026-07-06       |                  | 2026-09-30              |
IT-05         | 2026-03-02   | 2026-04-27  | 2026-07-20  |                  |                  | 2027-03-15              |
CSV-01        | 2024-08-12   | 2024-10-07  | 2024-12-09  | 2025-04-07       | 2025-08-04       | 2025-08-01              |
CSV-02        | 2025-07-07   | 2025-08-25  | 2025-10-13  | 2026-01-19       | 2026-05-04       | 2026-05-01              |
CSV-03        | 2025-11-10   | 2025-12-15  | 2026-01-26  | 2026-03-09       |                  | 2026-09-15              |
CSV-04        | 2026-05-25   | 2026-07-13  | 2026-10-08  |                  |                  | 2027-05-03              |
CSV-05        | 2026-01-26   | 2026-02-23  |             |                  |                  |                         |
PRD-01        | 2025-12-15   | 2026-02-09  | 2026-04-20  | 2026-06-15       |                  | 2026-12-15              |
PRD-02        | 2026-04-07   | 2026-07-20  |             |                  |                  |                         |
SC-01         | 2025-02-17   | 2025-04-14  | 2025-06-16  | 2025-10-13       | 2026-02-09       | 2026-02-01              |
SC-02         | 2025-08-25   | 2025-10-20  | 2025-12-08  | 2026-02-16       |                  | 2026-12-01              |
SC-03         | 2026-03-16   | 2026-05-11  | 2026-08-03  |                  |                  | 2027-02-01              |
SC-04         | 2026-05-04   | 2026-07-27  |             |                  |                  |                         |
LEG-01        | 2025-11-03   | 2026-01-19  | 2026-03-02  | 2026-05-04       |                  | 2026-12-01              |
LEG-02        | 2026-06-08   | 2026-09-14  |             |                  |                  |                         |
LEG-03        | 2026-07-20   |             |             |                  |                  |                         |
";

/// Where each initiative stands in October. OPS-05 says Green although it costs a quarter more than planned.
pub const STATE: &str = "
Initiative ID | Phase      | Status | Status reason
OPS-01        | Production | Red    | Three of nine presses still have no sensors, so benefits stay a third below plan.
OPS-02        | Pilot      | Red    | The camera supplier changed and the model must learn again.
OPS-03        | Production | Green  |
OPS-04        | Production | Green  |
OPS-05        | Pilot      | Green  |
OPS-06        | Approved   | Green  |
OPS-07        | Idea       |        |
OPS-08        | Retired    |        |
SAL-01        | Production | Green  |
SAL-02        | Production | Green  |
SAL-03        | Pilot      | Green  |
SAL-04        | Assessment |        |
SAL-05        | Assessment |        |
MKT-01        | Production | Green  |
MKT-02        | Pilot      | Amber  | Nobody has time to check the enriched articles.
MKT-03        | On hold    | Amber  | Waits for the new CRM, expected in spring 2027.
MKT-04        | Idea       |        |
FIN-01        | Production | Green  |
FIN-02        | Production | Green  |
FIN-03        | Pilot      | Amber  | Two plants use another chart of accounts.
FIN-04        | Approved   | Green  |
FIN-05        | Approved   | Amber  | The tax office published the test data six weeks late.
HR-01         | Pilot      | Red    | The works council asks for an independent bias audit.
HR-02         | Assessment |        |
HR-03         | Approved   | Amber  | The pilot gave wrong answers on leave rules; the sources are being rewritten.
IT-01         | Production | Green  |
IT-02         | Production | Green  |
IT-03         | Production | Green  |
IT-04         | Pilot      | Green  |
IT-05         | Approved   | Amber  | Two of nine source systems need a new interface.
CSV-01        | Production | Green  |
CSV-02        | Production | Green  |
CSV-03        | Pilot      | Amber  | Polish calls are summarised badly.
CSV-04        | Approved   | Green  |
CSV-05        | Rejected   |        |
PRD-01        | Pilot      | Green  |
PRD-02        | Assessment |        |
SC-01         | Production | Green  |
SC-02         | Pilot      | Amber  | Four large suppliers send no shipping notices.
SC-03         | Approved   | Green  |
SC-04         | Assessment |        |
LEG-01        | Pilot      | Green  |
LEG-02        | Assessment |        |
LEG-03        | Idea       |        |
";

/// Scores as the assessment meeting gave them: 5 is best, but delivery risk 5 is worst.
pub const SCORES: &str = "
Initiative ID | Strategic fit | Business value | Feasibility | Data readiness | Organisational readiness | Delivery risk | Probability of success
OPS-01        | 5             | 5              | 4           | 3              | 3                        | 3             | 0.85
OPS-02        | 3             | 4              | 2           | 2              | 2                        | 4             | 0.40
OPS-03        | 4             | 4              | 5           | 5              | 4                        | 1             | 0.95
OPS-04        | 4             | 3              | 4           | 4              | 3                        | 2             | 0.90
OPS-05        | 4             | 4              | 3           | 3              | 3                        | 3             | 0.60
OPS-06        | 3             | 3              | 3           | 3              | 2                        | 3             | 0.55
OPS-08        | 2             | 2              | 4           | 3              | 2                        | 2             | 0.20
SAL-01        | 5             | 5              | 4           | 4              | 4                        | 2             | 0.95
SAL-02        | 4             | 4              | 4           | 4              | 4                        | 2             | 0.95
SAL-03        | 4             | 4              | 4           | 3              | 4                        | 2             | 0.75
SAL-04        | 4             | 4              | 3           | 3              | 3                        | 3             | 0.60
SAL-05        | 3             | 3              | 4           | 3              | 3                        | 2             | 0.60
MKT-01        | 3             | 3              | 5           | 4              | 4                        | 1             | 0.95
MKT-02        | 2             | 2              | 4           | 2              | 2                        | 3             | 0.35
MKT-03        | 2             | 2              | 3           | 3              | 2                        | 2             | 0.40
FIN-01        | 5             | 5              | 5           | 4              | 4                        | 1             | 0.95
FIN-02        | 4             | 4              | 4           | 4              | 3                        | 2             | 0.90
FIN-03        | 4             | 4              | 3           | 3              | 4                        | 3             | 0.70
FIN-04        | 3             | 3              | 4           | 4              | 3                        | 2             | 0.65
FIN-05        | 5             | 2              | 4           | 4              | 4                        | 3             | 0.80
HR-01         | 2             | 3              | 3           | 2              | 2                        | 5             | 0.30
HR-02         | 3             | 2              | 3           | 2              | 2                        | 3             | 0.40
HR-03         | 3             | 3              | 3           | 2              | 3                        | 3             | 0.50
IT-01         | 5             | 3              | 4           | 4              | 4                        | 2             | 0.95
IT-02         | 4             | 4              | 4           | 4              | 4                        | 2             | 0.95
IT-03         | 4             | 4              | 5           | 4              | 4                        | 1             | 0.90
IT-04         | 4             | 3              | 3           | 4              | 3                        | 3             | 0.65
IT-05         | 4             | 4              | 3           | 2              | 3                        | 3             | 0.60
CSV-01        | 5             | 4              | 5           | 5              | 4                        | 1             | 0.95
CSV-02        | 5             | 5              | 4           | 4              | 4                        | 2             | 0.90
CSV-03        | 4             | 3              | 3           | 3              | 3                        | 3             | 0.60
CSV-04        | 4             | 4              | 4           | 3              | 3                        | 2             | 0.65
CSV-05        | 1             | 2              | 3           | 2              | 1                        | 5             | 0.10
PRD-01        | 3             | 3              | 4           | 3              | 4                        | 2             | 0.70
PRD-02        | 4             | 3              |             |                | 3                        | 3             | 0.40
SC-01         | 5             | 4              | 4           | 4              | 4                        | 2             | 0.95
SC-02         | 4             | 4              | 3           | 2              | 3                        | 3             | 0.60
SC-03         | 3             | 3              | 5           | 4              | 4                        | 1             | 0.75
SC-04         | 3             | 3              | 3           | 3              | 3                        | 2             | 0.55
LEG-01        | 3             | 3              | 4           | 4              | 4                        | 2             | 0.70
LEG-02        | 2             | 2              | 5           | 4              | 4                        | 1             | 0.80
";

/// Controls, standards and use. An empty cell is "not reported", which is not "No": HR-01 and CSV-03 report nothing.
pub const CONTROLS: &str = "
Initiative ID | Impact assessment | Pre-deployment test | Data sign-off | Human oversight | Monitoring  | Last model review | Uses shared platform | Target users | Active users
OPS-01        | Yes               | Yes                 | Yes           | Yes             | In progress | 2026-07-14        | Yes                  | 120          | 84
OPS-02        | In progress       | No                  | Yes           |                 |             |                   | No                   | 45           | 12
OPS-03        | N/A               | Yes                 | Yes           | N/A             | Yes         | 2026-06-22        | Yes                  | 20           | 20
OPS-04        | Yes               | Yes                 | Yes           |                 | In progress | 2026-09-28        | Yes                  | 60           | 31
OPS-05        | Yes               | In progress         | Yes           |                 |             |                   | Yes                  | 40           | 15
OPS-06        | In progress       |                     |               |                 |             |                   |                      | 16           |
OPS-08        | N/A               | Yes                 | Yes           | N/A             | Yes         | 2026-04-20        | Yes                  | 150          | 9
SAL-01        | Yes               | Yes                 | Yes           | Yes             | Yes         | 2026-08-18        | Yes                  | 90           | 88
SAL-02        | N/A               | Yes                 | Yes           | N/A             | Yes         | 2026-03-10        | Yes                  | 70           | 61
SAL-03        | Yes               | Yes                 | Yes           | Yes             | In progress |                   | Yes                  | 120          | 38
SAL-04        |                   |                     |               |                 |             |                   |                      | 60           |
SAL-05        |                   |                     |               |                 |             |                   |                      | 60           |
MKT-01        | No                | Yes                 | Yes           |                 | Yes         | 2026-02-16        | No                   | 25           | 24
MKT-02        | N/A               |                     | No            |                 |             |                   | No                   | 12           | 3
MKT-03        |                   |                     |               |                 |             |                   |                      | 30           |
FIN-01        | N/A               | Yes                 | Yes           | N/A             | Yes         | 2026-09-15        | Yes                  | 35           | 34
FIN-02        | N/A               | Yes                 | Yes           | N/A             | Yes         | 2026-09-15        | Yes                  | 18           | 16
FIN-03        | Yes               | In progress         | Yes           | Yes             |             |                   | Yes                  | 40           | 14
FIN-04        | No                |                     |               |                 |             |                   | No                   | 10           |
FIN-05        | Yes               |                     | In progress   |                 |             |                   | Yes                  | 22           |
HR-01         |                   |                     |               |                 |             |                   | No                   | 24           | 11
HR-02         |                   |                     |               |                 |             |                   |                      | 200          |
HR-03         | In progress       | No                  | In progress   |                 |             |                   | Yes                  | 1800         | 260
IT-01         | Waived            | Yes                 | Yes           | N/A             | Yes         | 2026-05-18        | Yes                  | 160          | 142
IT-02         | Yes               | Yes                 | Yes           | Yes             | Yes         | 2026-09-07        | Yes                  | 1900         | 1240
IT-03         | N/A               | Yes                 | Yes           | N/A             | Yes         | 2026-08-24        | No                   | 140          | 97
IT-04         | Yes               | Yes                 | Yes           | Yes             |             |                   | Yes                  | 14           | 9
IT-05         | In progress       |                     |               |                 |             |                   | Yes                  | 1400         |
CSV-01        | N/A               | Yes                 | Yes           | N/A             | Yes         | 2025-09-08        | Yes                  | 85           | 85
CSV-02        | Yes               | Yes                 | Yes           | Yes             | In progress | 2026-06-01        | Yes                  | 85           | 71
CSV-03        |                   |                     |               |                 |             |                   | No                   | 60           | 22
CSV-04        | Yes               |                     |               |                 |             |                   | Yes                  | 30           |
PRD-01        | N/A               | In progress         | Yes           | N/A             |             |                   | Yes                  | 75           | 29
SC-01         | N/A               | Yes                 | Yes           | N/A             | Yes         | 2026-05-11        | Yes                  | 28           | 27
SC-02         | In progress       | Yes                 | In progress   |                 |             |                   | Yes                  | 20           | 8
SC-03         | N/A               |                     |               | N/A             |             |                   | Yes                  | 6            |
LEG-01        | Yes               | Yes                 | In progress   | Yes             |             |                   | No                   | 12           | 10
";

/// What is asked in October, what was decided, and what ties initiatives together.
pub const DECISIONS: &str = "
Initiative ID | Decision needed                                                               | Decision needed by | Decision | Decided on | Decision reason
OPS-02        | Stop the pilot, or pay EUR 95,000 for new cameras and six more months?        | 2026-11-05         |          |            |
OPS-06        |                                                                               |                    | Override | 2026-10-12 | Ranks low, but the works agreement on planning ends in June 2027.
OPS-08        |                                                                               |                    | Reject   | 2026-10-09 | Nine of 150 mechanics use it; manuals go into the knowledge search.
SAL-01        |                                                                               |                    | Approve  | 2025-06-30 | Best margin effect of the round.
SAL-03        | Approve the pilot exit and the roll-out to all 120 sales people?              | 2026-11-12         |          |            |
MKT-03        |                                                                               |                    | Defer    | 2026-05-18 | Wait for the new CRM.
FIN-03        | Release the second tranche of EUR 180,000 for the roll-out to all plants?     | 2026-11-12         |          |            |
FIN-04        |                                                                               |                    | Approve  | 2026-07-13 | Small, and the auditors asked for it.
FIN-05        |                                                                               |                    | Approve  | 2026-05-18 | Required by law from January 2027.
HR-01         | Stop the screening pilot, or pay EUR 40,000 for an independent bias audit?    | 2026-11-20         |          |            |
IT-05         | Accept the new plan: EUR 36,000 more and go-live in March 2027?               | 2026-11-28         | Approve  | 2026-07-20 | Builds on the platform that is there.
CSV-03        | Extend the pilot to March 2027 to add Polish, at EUR 16,000 a month?          | 2026-11-26         |          |            |
CSV-04        |                                                                               |                    | Approve  | 2026-10-08 | Pays back within two years and shortens the longest wait customers have.
CSV-05        |                                                                               |                    | Reject   | 2026-03-12 | Reading emotions of callers is not allowed.
";

/// Ties between initiatives, and what the law requires.
pub const TIES: &str = "
Initiative ID | Supporting departments | Mandatory | Depends on | Alternative to
OPS-01        | Supply Chain; IT       | No        |            |
OPS-04        | IT                     | No        | IT-01      |
OPS-06        | HR                     | No        | IT-01      |
SAL-03        | Marketing; Legal       | No        | SAL-01     |
SAL-04        | Marketing              | No        | IT-01      | Churn
SAL-05        | Marketing              | No        |            | Churn
FIN-01        | Supply Chain           | No        |            |
FIN-03        | Operations             | No        | FIN-01     |
FIN-05        | Sales; IT              | Yes       |            |
HR-03         | IT                     | No        | IT-05      |
IT-01         |                        | No        |            |
IT-05         | Product; Legal         | No        | IT-01      |
CSV-02        | Marketing              | No        | CSV-01     |
CSV-04        | Product                | No        | CSV-01     |
SC-02         | Operations             | No        |            |
";

/// Sales and Marketing rank early ideas by reach (people a quarter), impact, confidence and effort (person-months).
pub const REACH: &str = "
Initiative ID | Reach | Impact | Confidence | Effort
SAL-03        | 120   | 2      | 80         | 14
SAL-04        | 900   | 2      | 50         | 9
SAL-05        | 900   | 1      | 80         | 3
MKT-02        | 4000  | 0.5    | 50         | 8
MKT-04        | 40    | 1      | 40         | 6
";

/// IT orders its work by value for waiting: Fibonacci points, as its teams are used to.
pub const URGENCY: &str = "
Initiative ID | User-business value | Time criticality | Risk/opportunity | Job size
IT-04         | 8                   | 5                | 13               | 5
IT-05         | 13                  | 3                | 5                | 13
";

/// What each KPI should reach and what was read. `-` in Readings: none yet. OPS-04 and OPS-05 claim the same scrap.
/// SAL-05, HR-02 and the ideas have no KPI at all; MKT-02 and HR-01 lack a baseline, IT-03 and PRD-01 a target.
pub const KPIS: &str = "
Initiative ID | KPI                           | Direction        | Unit     | Baseline | Baseline date | Target | Target date | Band low | Band high | Attribution | Data source        | Readings
OPS-01        | Unplanned press stops a month | Lower is better  | count    | 11       | 2025-12-31    | 5      | 2026-12-31  |          |           | 100         | Maintenance system | 2026-06-30=9.5; 2026-08-31=8.9; 2026-09-30=8.6; 2026-10-30=8.4
OPS-01        | Express spare parts           | Lower is better  | currency | 42000    | 2025-12-31    | 25000  | 2026-12-31  |          |           | 80          | Purchasing ledger  | 2026-06-30=39800; 2026-09-30=36150
OPS-02        | Weld faults at customers      | Lower is better  | count    | 18       | 2025-05-31    | 6      | 2026-12-31  |          |           | 100         | Complaint system   | 2026-03-31=17; 2026-06-30=19
OPS-03        | Peak load                     | Band             | count    | 9.4      | 2025-06-30    |        |             | 7.0      | 8.5       | 100         | Energy meters      | 2026-06-30=8.2; 2026-08-31=8.1; 2026-10-30=8.3
OPS-04        | Scrap rate                    | Lower is better  | %        | 4.8      | 2026-03-31    | 3.6    | 2027-03-31  |          |           | 100         | MES scrap report   | 2026-06-30=4.7; 2026-08-31=4.5; 2026-10-30=4.3
OPS-05        | Scrap rate                    | Lower is better  | %        | 4.8      | 2026-03-31    | 3.4    | 2027-03-31  |          |           | 100         | MES scrap report   | 2026-08-31=4.5; 2026-10-30=4.3
OPS-06        | Planning hours a week         | Lower is better  | hours    | 48       | 2026-06-30    | 16     | 2027-09-30  |          |           | 100         | Time sheets        | -
OPS-08        | Search time a repair          | Lower is better  | hours    | 0.8      | 2025-11-30    | 0.4    | 2026-09-30  |          |           | 100         | Survey             | 2026-06-30=0.9
SAL-01        | Quoted margin                 | Higher is better | %        | 27.4     | 2025-12-31    | 28.4   | 2026-12-31  |          |           | 70          | Sales controlling  | 2026-06-30=28.1; 2026-08-31=28.3; 2026-09-30=28.5; 2026-10-30=28.5
SAL-02        | Orders a visit                | Higher is better | count    | 0.42     | 2025-06-30    | 0.55   | 2026-09-30  |          |           | 100         | CRM                | 2026-06-30=0.52; 2026-09-30=0.54
SAL-03        | Days to an offer              | Lower is better  | days     | 4.1      | 2026-03-31    | 1.0    | 2027-03-31  |          |           | 100         | CRM                | 2026-08-31=2.6; 2026-10-30=1.9
SAL-04        | Lost customers a quarter      | Lower is better  | count    | 63       | 2026-06-30    | 42     | 2027-12-31  |          |           | 100         | Sales controlling  | -
MKT-01        | Agency cost a campaign        | Lower is better  | currency | 14200    | 2025-12-31    | 7100   | 2026-12-31  |          |           | 100         | Purchasing ledger  | 2026-06-30=8900; 2026-09-30=7900
MKT-02        | Complete articles             | Higher is better | %        |          |               | 90     | 2026-03-31  |          |           | 100         | Web shop           | 2026-03-31=58
MKT-03        | Leads called within a week    | Higher is better | %        | 35       | 2025-10-31    | 80     | 2027-09-30  |          |           | 100         | CRM                | -
FIN-01        | Invoices without a touch      | Higher is better | %        | 64       | 2025-09-30    | 88     | 2026-09-30  |          |           | 100         | Ledger             | 2026-06-30=86; 2026-08-31=89; 2026-10-30=90
FIN-02        | Forecast error of collections | Lower is better  | %        | 14.5     | 2026-03-31    | 7.0    | 2026-12-31  |          |           | 100         | Treasury           | 2026-08-31=10.2; 2026-10-30=8.9
FIN-03        | Days to close                 | Lower is better  | days     | 7        | 2026-01-31    | 5      | 2027-01-31  |          |           | 100         | Ledger             | 2026-06-30=7; 2026-09-30=6.4
FIN-05        | Returned invoices             | Lower is better  | %        | 3.1      | 2026-06-30    | 0.5    | 2027-06-30  |          |           | 100         | Ledger             | -
HR-01         | Days to a shortlist           | Lower is better  | days     |          |               | 2      | 2026-12-31  |          |           | 100         | Recruiting system  | 2026-09-30=6
HR-03         | Tickets a month               | Lower is better  | count    | 2100     | 2026-03-31    | 1400   | 2027-06-30  |          |           | 100         | Helpdesk           | 2026-08-31=2150; 2026-09-30=2120
IT-01         | Platform availability         | Maintain         | %        | 99.6     | 2025-12-31    |        |             | 99.5     | 100       | 100         | Platform monitor   | 2026-06-30=99.7; 2026-08-31=99.3; 2026-09-30=99.8; 2026-10-30=99.7
IT-02         | Requests solved alone         | Higher is better | %        | 8        | 2026-01-31    | 33     | 2026-12-31  |          |           | 100         | Helpdesk           | 2026-06-30=24; 2026-08-31=28; 2026-10-30=31
IT-03         | Developer output index        | Higher is better | score    | 100      | 2026-02-28    |        |             |          |           | 100         | Survey             | 2026-08-31=106; 2026-10-30=107
IT-04         | False alarms a day            | Lower is better  | count    | 3900     | 2026-06-30    | 1500   | 2026-12-31  |          |           | 100         | Security console   | 2026-08-31=3100; 2026-10-30=2650
IT-05         | Search minutes a day          | Lower is better  | hours    | 0.6      | 2026-06-30    | 0.4    | 2027-09-30  |          |           | 100         | Survey             | -
CSV-01        | Hours to first answer         | Lower is better  | hours    | 9.5      | 2025-06-30    | 4      | 2026-06-30  |          |           | 100         | Ticket system      | 2026-06-30=4.2; 2026-08-31=3.8; 2026-10-30=3.7
CSV-02        | Customer satisfaction         | Higher is better | score    | 7.4      | 2026-03-31    | 8.2    | 2026-12-31  |          |           | 100         | Survey             | 2026-06-30=7.6; 2026-09-30=7.9
CSV-03        | Minutes of notes a call       | Lower is better  | count    | 4.0      | 2026-02-28    | 1.0    | 2026-12-31  |          |           | 100         | Telephone system   | 2026-06-30=2.9; 2026-09-30=2.8
CSV-04        | Days to first look            | Lower is better  | days     | 9        | 2026-06-30    | 1      | 2027-09-30  |          |           | 100         | Claim system       | -
PRD-01        | Reused parts                  | Higher is better | %        | 4        | 2026-05-31    |        |             |          |           | 100         | Drawing archive    | 2026-09-30=5.5
PRD-02        | Finished configurations       | Higher is better | %        | 31       | 2026-06-30    | 40     | 2027-12-31  |          |           | 100         | Web shop           | -
SC-01         | Spare parts stock             | Lower is better  | currency | 8400000  | 2025-12-31    | 7560000 | 2026-12-31 |          |           | 60          | Stock ledger       | 2026-06-30=8010000; 2026-09-30=7840000
SC-02         | Line stops for late parts     | Lower is better  | count    | 14       | 2026-01-31    | 6      | 2026-12-31  |          |           | 100         | MES                | 2026-06-30=13; 2026-08-31=12
SC-03         | Freight cost recovered        | Higher is better | %        | 0        | 2026-07-31    | 2      | 2027-07-31  |          |           | 100         | Freight ledger     | -
";

/// Who works on what: name, role, part of a full post. Oskar Wiśniewski holds 1.3 posts in all; several run alone.
/// PL program lead, DS data scientist or ML engineer, DE data engineer, CA cloud architect, DX domain expert.
pub const TEAMS: &str = "
Initiative ID | From    | To      | People
OPS-01        | 2025-09 |         | Oskar Wiśniewski DS 0.4; Dmitri Volkov DE 0.2; Jürgen Schäfer CA 0.1; Pavel Dvořák DX 0.3
OPS-02        | 2025-05 |         | Ingrid Solberg DS 0.2; Greta Lindholm DX 0.2
OPS-03        | 2025-04 |         | Mateo Álvarez DS 0.1; Yara Nasser CA 0.1; Pavel Dvořák DX 0.2
OPS-04        | 2026-01 |         | Chiara Bianchi DS 0.2; Sade Akande DE 0.2; Jürgen Schäfer CA 0.1; Noor El-Amin PL 0.1; Greta Lindholm DX 0.2
OPS-05        | 2026-02 |         | Oskar Wiśniewski DS 0.3; Sade Akande DE 0.2; Greta Lindholm DX 0.2
OPS-06        | 2026-10 |         | Mateo Álvarez DS 0.2; Pavel Dvořák DX 0.2
OPS-07        | 2026-09 |         | Greta Lindholm DX 0.1
OPS-08        | 2025-10 | 2026-09 | Chiara Bianchi DS 0.1; Pavel Dvořák DX 0.1
SAL-01        | 2025-08 |         | Oskar Wiśniewski DS 0.1; Dmitri Volkov DE 0.1; Yara Nasser CA 0.1; Amélie Fontaine DX 0.3
SAL-02        | 2025-03 |         | Mateo Álvarez DS 0.1; Rui Carvalho DX 0.2
SAL-03        | 2026-03 |         | Chiara Bianchi DS 0.2; Sade Akande DE 0.1; Noor El-Amin PL 0.1; Amélie Fontaine DX 0.3
SAL-04        | 2026-08 |         | Rui Carvalho DX 0.1
MKT-01        | 2025-09 |         | Siobhán Kelly DX 0.3
MKT-02        | 2025-08 |         | Siobhán Kelly DX 0.2
MKT-03        | 2025-11 |         | Yara Nasser CA 0.1; Siobhán Kelly DX 0.1
FIN-01        | 2025-07 |         | Chiara Bianchi DS 0.1; Tomasz Wójcik DE 0.1; Jürgen Schäfer CA 0.1; Anna Kowalczyk DX 0.3
FIN-02        | 2025-11 |         | Mateo Álvarez DS 0.2; Tomasz Wójcik DE 0.1; Stefan Brandt DX 0.3
FIN-03        | 2026-02 |         | Chiara Bianchi DS 0.2; Tomasz Wójcik DE 0.2; Noor El-Amin PL 0.1; Anna Kowalczyk DX 0.4
FIN-04        | 2026-09 |         | Stefan Brandt DX 0.2
FIN-05        | 2026-07 |         | Ingrid Solberg DS 0.2; Tomasz Wójcik DE 0.2; Anna Kowalczyk DX 0.2
HR-01         | 2026-01 |         | Ingrid Solberg DS 0.2; Ngozi Eze DX 0.3
HR-03         | 2026-04 |         | Ingrid Solberg DS 0.1; Sade Akande DE 0.1; Ngozi Eze DX 0.2
IT-01         | 2025-06 |         | Jürgen Schäfer CA 0.3; Yara Nasser CA 0.4; Dmitri Volkov DE 0.2; Bram de Vries DX 0.2
IT-02         | 2025-09 |         | Mateo Álvarez DS 0.1; Yara Nasser CA 0.1; Leila Haddad DX 0.3
IT-03         | 2026-02 |         | Mateo Álvarez DS 0.1; Bram de Vries DX 0.2
IT-04         | 2026-05 |         | Mateo Álvarez DS 0.2; Dmitri Volkov DE 0.1; Leila Haddad DX 0.3
IT-05         | 2026-08 |         | Sade Akande DE 0.3; Jürgen Schäfer CA 0.1; Bram de Vries DX 0.2
CSV-01        | 2025-02 |         | Chiara Bianchi DS 0.1; Tomasz Wójcik DE 0.1; Yara Nasser CA 0.1; Camille Leroux DX 0.2
CSV-02        | 2025-11 |         | Chiara Bianchi DS 0.1; Tomasz Wójcik DE 0.1; Tuğba Demir DX 0.3
CSV-03        | 2026-02 |         | Ingrid Solberg DS 0.2; Camille Leroux DX 0.2
CSV-04        | 2026-10 |         | Noor El-Amin PL 0.1; Tuğba Demir DX 0.2
PRD-01        | 2026-05 |         | Mateo Álvarez DS 0.1; Dmitri Volkov DE 0.1; Hiroshi Tanaka DX 0.3
SC-01         | 2025-07 |         | Mateo Álvarez DS 0.1; Tomasz Wójcik DE 0.1; Yara Nasser CA 0.1; Jana Nováková DX 0.3
SC-02         | 2026-01 |         | Oskar Wiśniewski DS 0.2; Jana Nováková DX 0.3
COE           | 2025-06 |         | Priya Raghunathan PL 1.0; Oskar Wiśniewski DS 0.5; Dmitri Volkov DE 0.4; Jürgen Schäfer CA 0.4; Noor El-Amin DX 0.5
";

/// Finance and HR keep a column of their own; nobody asked for it, it must not get lost.
pub const COST_CENTRES: &str = "
Initiative ID | Cost centre
FIN-01        | 4100-17
FIN-02        | 4100-22
FIN-03        | 4100-17
FIN-04        | 4150-03
FIN-05        | 4100-30
HR-01         | 4700-02
HR-02         | 4700-02
HR-03         | 4700-05
";

/// What systems are to the AI Act. Nobody has told the helpdesk's askers that a machine answers, and of the marking of
/// drafted replies nothing is said.
pub const REGISTER: &str = "
Initiative ID | AI Act role        | Annex III area | Annex I product | Article 50 case       | General-purpose model | DPIA        | AI disclosure | Logs kept in months | Oversight person | Evidence link                             | Next review
FIN-01        | Deployer           | None           | No              | None                  | No                    | N/A         |               |                     |                  | https://intranet.halden.example/ai/FIN-01 | 2027-02-15
HR-01         | Deployer           | Employment     | No              | None                  | No                    | In progress | No            | 3                   | Ngozi Eze        |                                           | 2026-12-15
HR-03         | Provider; Deployer | None           | No              | Interacts with people | Open-weights model    | Yes         | No            |                     |                  | https://intranet.halden.example/ai/HR-03  | 2027-01-20
CSV-01        | Deployer           | None           | No              | None                  | No                    | N/A         |               |                     |                  | https://intranet.halden.example/ai/CSV-01 | 2026-11-30
CSV-02        | Provider; Deployer | None           | No              | Synthetic content     | Quillmark Writer      | Yes         |               | 12                  | Tuğba Demir      | https://intranet.halden.example/ai/CSV-02 | 2027-03-01
CSV-03        | Deployer           | None           | No              | Synthetic content     | Callnote Voice        |             |               |                     |                  |                                           |
";

/// How much was used, month by month from the first one. Routing gets cheaper; fewer invoices were matched in autumn.
pub const USAGE: &str = "
Initiative ID | Unit             | First   | Planned                                                                  | Actual
FIN-01        | invoices matched | 2026-01 | 11000 11000 11500 11500 12000 12000 12000 12000 12500 12500 12500 12500  | 10840 11120 11710 11390 12240 12310 12080 11900 11420 10630
CSV-01        | tickets routed   | 2026-01 | 9000 9000 9000 9500 9500 9500 10000 10000 10000 10500 10500 10500        | 8720 9140 9310 9680 10020 10150 10480 10330 10910 11270
CSV-02        | replies drafted  | 2026-05 | 4000 5000 6000 6000 7000 7000 7000 7000                                  | 3150 4420 5230 5610 6190 6540
";

/// Who took the decisions that are taken: bodies of the settings, and once a person whose limit is lower.
pub const DECIDED_BY: &str = "
Initiative ID | Decided by
OPS-06        | AI Program Lead
OPS-08        | AI steering committee
SAL-01        | Executive board
MKT-03        | AI steering committee
FIN-04        | AI steering committee
FIN-05        | AI steering committee
IT-05         | AI steering committee
CSV-04        | Executive board
CSV-05        | AI Program Lead
";
