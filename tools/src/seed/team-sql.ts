/** Who sends: a clinic, a bank and a shop, by text and by mail, and the alerts of those who run all this. */
export const SENDERS = `
  CREATE TEMP TABLE seed_senders AS
  SELECT * FROM (VALUES
    (0, 'sms', '+12065550142', '', 'Riverside Clinic', 1, 0.022),
    (1, 'sms', '+13125550176', '', 'Harbor Bank', 2, 0.014),
    (2, 'sms', '+14155550117', '', 'Corner Shop', 3, 0.031),
    (3, 'email', 'appointments@riverside-clinic.example', 'Riverside Clinic <appointments@riverside-clinic.example>',
     'Riverside Clinic', 1, 0.017),
    (4, 'email', 'orders@corner-shop.example', 'Corner Shop <orders@corner-shop.example>', 'Corner Shop', 3, 0.021),
    (5, 'email', 'no-reply@harbor-bank.example', 'Harbor Bank <no-reply@harbor-bank.example>', 'Harbor Bank', 2, 0.012),
    (6, 'sms', '+12065550199', '', 'Operations', 5, 0.002)
  ) AS t (s, channel, address, mailbox, brand, key, fails)`;

/** SQL for which of them sends message `m`. */
export const SENDER_OF =
  'width_bucket(pg_temp.chance(m, 2), ARRAY[0.26, 0.56, 0.70, 0.78, 0.90, 0.96]::float8[])';

/** What each sends, and how often: `upto` rises to 1. `answers` are what people write back, `staff` what they are told then. */
export const TEMPLATES = `
  CREATE TEMP TABLE seed_templates AS
  SELECT s, tag, subject, body, coalesce(lag(upto) OVER (PARTITION BY s ORDER BY upto), 0)::float8 AS above, upto::float8,
         string_to_array(answers, '|') AS answers, string_to_array(staff, '|') AS staff
    FROM (VALUES
    (0, 0.60, 'appointment-reminder', NULL,
     'Hi {name}, your appointment at Riverside Clinic {place} is on {day} at {time}, room {room}. Reply YES to confirm or C to cancel. Ref {ref}',
     'YES|Yes, thank you|YES|C|Could I come half an hour later?|Which entrance is it?|Yes, see you then|Sorry, I am ill. Can we move it to next week?',
     'Of course, {name}. We have put you down for {time}.|Please use the entrance on {place}.|We have moved it to {day}, {time}. Get well soon!|Thank you, {name}. See you then.'),
    (0, 0.72, 'appointment-moved', NULL,
     '{name}, your appointment at Riverside Clinic has moved to {day} at {time}, room {room}. Reply C if that does not suit you. Ref {ref}',
     'OK|That works, thanks|C|Is {time} possible instead?', 'Yes, {time} is yours now.|Noted, we will call you.'),
    (0, 0.90, 'prescription', NULL,
     'Your prescription is ready at Riverside Clinic {place}. Please bring your ID, {name}. Ref {ref}',
     'Thanks!|Until when are you open today?|Can my husband pick it up?', 'We are open until 18:30.|Yes, with your ID and his.'),
    (0, 1.00, 'test-result', NULL,
     '{name}, your test results are in. Sign in to the patient portal to read them. Ref {ref}',
     'I cannot sign in|Thank you', 'We have sent you a new link by email.|You are welcome, {name}.'),
    (1, 0.70, 'login-code', NULL,
     '{code} is your Harbor Bank code. It is valid for 10 minutes. We never ask you for it.', 'Who is this?|I did not ask for a code',
     'If you did not ask for it, you need not do anything.|Please change your password; nobody can use the code any more.'),
    (1, 0.90, 'card-alert', NULL,
     'Harbor Bank: {amount} at {shop} with your card ending {room}. Not you? Reply NO. Ref {ref}', 'NO|That was me|Yes it was me',
     'We have blocked the card, {name}. A new one is on its way.|Thank you, {name}.'),
    (1, 1.00, 'payment', NULL, 'Harbor Bank: your payment of {amount} has arrived. Ref {ref}', 'Thanks', 'You are welcome.'),
    (2, 0.45, 'pickup', NULL,
     'Hi {name}, your order {order} is ready for pickup at Corner Shop {place} until {day}. Bring this text. Ref {ref}',
     'On my way|Can you keep it until next week?|Do you have parking?', 'We keep it until {day}.|Yes, behind the shop.'),
    (2, 0.85, 'delivery', NULL,
     'Corner Shop: your parcel {order} arrives on {day} between {time} and 18:00. Ref {ref}',
     'Please leave it with the neighbour|It has not come|Great!', 'We told the driver, {name}.|It is on the van: {time} at the latest.'),
    (2, 0.95, 'refund', NULL, 'Corner Shop: your refund of {amount} for order {order} is on its way. Ref {ref}', 'Thank you!', 'Gladly.'),
    (2, 1.00, 'weekly', NULL, 'Corner Shop: fresh this week, picked for your kitchen: {amount} off your next order. Ref {ref}', 'Nice', 'Enjoy!'),
    (3, 0.60, 'appointment-reminder', 'Your appointment on {day}',
     'Dear {name}, we look forward to seeing you at Riverside Clinic {place} on {day} at {time}, room {room}. Please bring your insurance card. Ref {ref}', '', ''),
    (3, 1.00, 'invoice', 'Your invoice from Riverside Clinic',
     'Dear {name}, your invoice of {amount} for the visit on {day} is in the patient portal. It is due in 30 days. Ref {ref}', '', ''),
    (4, 0.55, 'order', 'Your order {order}',
     'Hi {name}, thank you. We are packing your order {order}, {amount} in all, and write again when the parcel leaves. Ref {ref}', '', ''),
    (4, 0.80, 'delivery', 'Your order {order} is on its way',
     'Hi {name}, the parcel with your order arrives on {day} between {time} and 18:00. Ref {ref}', '', ''),
    (4, 1.00, 'weekly', 'Fresh this week',
     'Hi {name}, the first strawberries are in, and your voucher of {amount} is good until {day}. Ref {ref}', '', ''),
    (5, 0.65, 'login-code', 'Your sign-in code',
     '{code} is your Harbor Bank code for signing in on a new device. If it was not you, tell us at once.', '', ''),
    (5, 1.00, 'statement', 'Your statement is ready',
     'Dear {name}, your statement of the month is in online banking. Your balance has changed by {amount}. Ref {ref}', '', ''),
    (6, 0.50, 'on-call', NULL, '[warning] db-{node}: disk is {percent} % full. Ref {ref}', '', ''),
    (6, 0.85, 'on-call', NULL, '[resolved] api-{node}: p95 is back below 200 ms. Ref {ref}', '', ''),
    (6, 1.00, 'on-call', NULL, '[critical] worker-{node} does not answer since {time}. Ref {ref}', '', '')
  ) AS t (s, upto, tag, subject, body, answers, staff)`;

/** What is sent to many at once. `ago`: when the sending began. */
export const CAMPAIGNS = `
  CREATE TEMP TABLE seed_campaigns AS
  SELECT * FROM (VALUES
    (2, 'weekend-sale', NULL, 'Corner Shop: 20% off everything this weekend, {name}. Show your code {code} at the till. Reply STOP to opt out. Ref {ref}', interval '5 hours'),
    (4, 'weekend-sale', 'This weekend: 20% off', 'Hi {name}, this weekend everything is 20% off. Your code is {code}. See you at Corner Shop {place}! Ref {ref}', interval '5 hours'),
    (2, 'weekend-sale', NULL, 'Corner Shop: 15% off garden and home this weekend, {name}. Your code is {code}. Reply STOP to opt out. Ref {ref}', interval '173 hours'),
    (0, 'flu-shots', NULL, '{name}, flu shots are here. Walk in at Riverside Clinic {place} on {day} from {time}; your insurance pays. Reply STOP to opt out. Ref {ref}', interval '98 hours'),
    (3, 'flu-shots', 'Flu shots at Riverside Clinic', 'Dear {name}, flu shots are here. Walk in at Riverside Clinic {place} on {day} from {time}; your insurance pays. Ref {ref}', interval '98 hours'),
    (2, 'spring-sale', NULL, 'Corner Shop: the spring sale opens on {day} at {time}, {name}. Your code is {code}. Reply STOP to opt out. Ref {ref}', NULL)
  ) AS t (s, tag, subject, body, ago)`;

/** Why messages fail. `upto` rises to 1 within a channel; `at_once`: their provider refuses them, and takes the others. */
export const CODES = `
  CREATE TEMP TABLE seed_codes AS
  SELECT channel, code, reason, at_once, coalesce(lag(upto) OVER (PARTITION BY channel ORDER BY upto), 0)::float8 AS above,
         upto::float8
    FROM (VALUES
    ('sms', 0.38, '30003', 'Unreachable destination handset', false),
    ('sms', 0.54, '30005', 'Unknown destination handset', false),
    ('sms', 0.66, '30006', 'Landline or unreachable carrier', false),
    ('sms', 0.78, '30007', 'Message filtered', false),
    ('sms', 0.86, '30008', 'Unknown error', false),
    ('sms', 0.92, '21211', 'Invalid ''To'' Phone Number', true),
    ('sms', 0.97, '21614', '''To'' number is not a valid mobile number', true),
    ('sms', 0.98, '21610', 'Attempt to send to unsubscribed recipient', true),
    ('sms', 1.00, '30004', 'Message blocked', false),
    ('email', 0.52, '5.1.1', '550 5.1.1 The email account that you tried to reach does not exist', false),
    ('email', 0.70, '5.2.2', '552 5.2.2 The mailbox is full', false),
    ('email', 0.92, '5.7.1', '550 5.7.1 Message rejected due to content restrictions', false),
    ('email', 1.00, '5.4.1', '550 5.4.1 Recipient address rejected: Access denied', false)
  ) AS t (channel, upto, code, reason, at_once)`;
