import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { client, type Schemas } from '../api/api.js';
import { useCan } from '../api/session.js';
import { Button } from '../ui/button.js';
import { Field } from '../ui/field.js';
import { fieldErrorsOf, type FieldErrors } from '../ui/field-errors.js';
import { PageHeader } from '../ui/page-header.js';
import { Panel } from '../ui/panel.js';
import { Segmented } from '../ui/segmented.js';
import { TextField } from '../ui/text-field.js';
import { showDone, showFailure } from '../ui/toast.js';
import { SegmentCount } from './segment-count.js';
import './send-view.css';

type Type = Schemas['SendMessage']['type'];

type Priority = NonNullable<Schemas['SendMessage']['priority']>;

const TYPES: Type[] = ['sms', 'mms', 'email'];
const PRIORITIES: [Priority, string][] = [
  ['code', 'Code'],
  ['normal', 'Normal'],
  ['bulk', 'Bulk'],
];
const EMPTY = { from: '', to: '', subject: '', body: '', attachment: '' };

/** One message, by hand: to see that everything works, or because somebody needs it now. */
export function SendView() {
  const [type, setType] = useState<Type>('sms');
  const [priority, setPriority] = useState<Priority>('normal');
  const [fields, setFields] = useState(EMPTY);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [isBusy, setIsBusy] = useState(false);
  // The same words sent again after a lost answer are the same message.
  const sent = useRef({ words: '', key: '' });
  const canRead = useCan('read');
  const navigate = useNavigate();
  const queries = useQueryClient();

  const message = { ...messageOf(type, fields), priority };
  const set = (name: keyof typeof EMPTY) => (value: string) => setFields({ ...fields, [name]: value });

  async function submit(event: FormEvent) {
    event.preventDefault();
    setIsBusy(true);
    setErrors({});
    const words = JSON.stringify(message);
    if (sent.current.words !== words) sent.current = { words, key: `console-${Date.now()}-${Math.random()}` };
    try {
      const { id } = await client.messages.send(message, { idempotencyKey: sent.current.key });
      sent.current = { words: '', key: '' };
      showDone('The message is accepted', `To ${message.to}`);
      await queries.invalidateQueries({ queryKey: ['messages'] });
      if (canRead) void navigate(`/messages/${id}`);
    } catch (failure) {
      const found = fieldErrorsOf(failure);
      if (found === null) showFailure(failure);
      else setErrors(found);
    } finally {
      setIsBusy(false);
    }
  }

  const isEmail = type === 'email';
  return (
    <>
      <PageHeader title="Send a message" />
      <form className="send-form" onSubmit={(event) => void submit(event)}>
        <Panel title="Message">
          <div className="stack">
            <Segmented
              label="Type"
              options={TYPES.map((each) => [each, each === 'email' ? 'Email' : each.toUpperCase()])}
              value={type}
              onChange={setType}
            />
            <div className="field">
              <span className="field-label" aria-hidden>
                Priority
              </span>
              <Segmented label="Priority" options={PRIORITIES} value={priority} onChange={setPriority} />
            </div>
            <TextField
              label="From"
              hint={
                isEmail
                  ? 'An address, or Name <address>.'
                  : 'One of your numbers, a short code, a name, a Messaging Service (MG...), or a pool (pool:name).'
              }
              error={errors.from}
              value={fields.from}
              onChange={set('from')}
              placeholder={isEmail ? 'Shop <shop@example.com>' : '+15551234567'}
              required
            />
            <TextField
              label="To"
              error={errors.to}
              value={fields.to}
              onChange={set('to')}
              placeholder={isEmail ? 'someone@example.org' : '+15559876543'}
              required
            />
            {isEmail ? (
              <TextField
                label="Subject"
                error={errors.subject}
                value={fields.subject}
                onChange={set('subject')}
              />
            ) : null}
            {type === 'mms' ? (
              <TextField
                label="Picture"
                hint="Where it is, as an address that everybody can open."
                error={errors.attachments ?? errors['attachments[0]']}
                value={fields.attachment}
                onChange={set('attachment')}
                placeholder="https://example.com/picture.png"
              />
            ) : null}
            <Field label="Text" error={errors.body} hint={<SegmentCount message={message} />}>
              {(props) => (
                <textarea
                  {...props}
                  className="input"
                  rows={6}
                  dir="auto"
                  value={fields.body}
                  onChange={({ target }) => set('body')(target.value)}
                />
              )}
            </Field>
            <div className="dialog-buttons">
              <Button kind="primary" type="submit" isBusy={isBusy}>
                Send
              </Button>
            </div>
          </div>
        </Panel>
      </form>
    </>
  );
}

function messageOf(type: Type, fields: typeof EMPTY): Schemas['SendMessage'] {
  const { from, to, body, subject, attachment } = fields;
  const base = { type, from: from.trim(), to: to.trim(), body };
  if (type === 'email') return { ...base, ...(subject !== '' && { subject }) };
  return type === 'mms' && attachment !== '' ? { ...base, attachments: [attachment.trim()] } : base;
}
