const FIRST_NAMES =
  'Maria James Aisha Liam Sofia Noah Emma Omar Olivia Lucas Chloe Daniel Ines Marcus Hannah Kenji Amelia Diego Freya Samuel ' +
  'Leila Thomas Nora Mateo Grace Anton Yara Felix Zoe Victor';
const LAST_NAMES =
  'Rossi Walker Khan Murphy Silva Berg Clark Haddad Evans Moreau Lewis Novak Garcia Young Keller Tanaka Price Ortega Lind ' +
  'Baker Karimi Hughes Solberg Ramos Ward Petrov Aziz Brandt Cooper Duarte Fischer Nolan Okafor Reyes Schmidt Turner Weiss';

/** None of a sender: who sends is nobody's customer. */
const AREA_CODES =
  '203 212 213 214 215 216 224 240 253 260 267 281 301 303 305 319 313 314 317 323 330 347 352 360 385 401 402 404 405 407 ' +
  '408 410 412 414 419 416 424 425 432 438 440 442 458 469 470 475 480 501 502 503 504 505 508 510 512 513 514 515 516 517 ' +
  '520 530 541 551 559 561 562 571 585 587 602 604 605 606 608 610 612 614 615 617 618 619 623 626 630 636 646 647 650 651 ' +
  '657 678 702 703 704 706 707 708 713 714 716 718 719 720 724 727 732 734 737 747 757 760 763 770 772 773 774 778 786 801';

/** The senders' own (team-sql.ts), which nobody else has. */
const OURS = ['+12065550142', '+13125550176', '+14155550117', '+12065550199'];
const CODES = AREA_CODES.split(' ');
const PLACES_OF_OURS = OURS.map(
  (number) => Number(number.slice(-2)) * CODES.length + CODES.indexOf(number.slice(2, 5)),
);

const list = (words: string) => `string_to_array('${words}', ' ')`;
/** Only names that never belong to anybody: RFC 2606. */
const DOMAINS = list(
  'example.com example.com example.com example.com example.net example.net example.org mail.example inbox.example ' +
    'post.example uni.example office.example',
);

/** SQL for the first name of person `p`. */
export const FIRST_NAME = `(${list(FIRST_NAMES)})[1 + p % 30]`;

/** SQL for the last name of person `p`. */
const LAST_NAME = `(${list(LAST_NAMES)})[1 + p / 30 % 37]`;

/** SQL for the mail address of person `p`: no two have the same. */
export const MAIL_ADDRESS = `
  lower(${FIRST_NAME} || '.' || ${LAST_NAME}) || CASE WHEN p >= 1110 THEN p::text ELSE '' END || '@'
  || pg_temp.pick(${DOMAINS}, p, 1)`;

/**
 * SQL for the number of person `p`: no two have the same. Each is of a range that its country keeps for fiction (555-01xx of
 * area codes, https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama, and what ARCEP, BNetzA and PTS
 * keep); where those are used up, of the area code 555, which is nobody's.
 */
export const PHONE_NUMBER = `
  CASE WHEN p % 20 < 14 AND p / 20 * 14 + p % 20 < 12000 AND p / 20 * 14 + p % 20 NOT IN (${PLACES_OF_OURS.join()})
       THEN '+1' || (${list(AREA_CODES)})[1 + (p / 20 * 14 + p % 20) % 120] || '55501'
         || lpad(((p / 20 * 14 + p % 20) / 120)::text, 2, '0')
       WHEN p % 20 IN (14, 15) AND p / 20 < 500 THEN '+447700900' || lpad((p / 20 * 2 + p % 20 - 14)::text, 3, '0')
       WHEN p % 20 IN (16, 17) AND p / 20 < 5000 THEN '+33639' || (980000 + p / 20 * 2 + p % 20 - 16)::text
       WHEN p % 20 = 18 AND p / 20 < 100 THEN '+4917139200' || lpad((p / 20)::text, 2, '0')
       WHEN p % 20 = 19 AND p / 20 < 95 THEN '+467017406' || lpad((5 + p / 20)::text, 2, '0')
       ELSE '+1555' || lpad(p::text, 7, '0') END`;
