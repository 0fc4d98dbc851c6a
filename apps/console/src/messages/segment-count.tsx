import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { client, type Schemas } from '../api/api.js';

const TYPING_MS = 400;

/** Into how many segments a text is cut, as the API counts them, and what else would become of it. */
export function SegmentCount({ message }: { message: Schemas['SendMessage'] }) {
  const words = useLater(JSON.stringify(message), TYPING_MS);
  const { from, to, body } = JSON.parse(words) as Schemas['SendMessage'];
  const { data } = useQuery({
    queryKey: ['preview', words],
    // What is not complete yet is refused; the form says so when it is sent.
    queryFn: () => client.messages.preview(JSON.parse(words) as Schemas['SendMessage']).catch(() => null),
    enabled: from !== '' && to !== '' && (body ?? '') !== '',
    staleTime: 60_000,
  });
  if (!data) return <>Segments are counted as you type.</>;
  return (
    <>
      {[partsOf(data), data.suppressed ? 'The recipient is suppressed: it will fail.' : '']
        .filter(Boolean)
        .join(' ')}
    </>
  );
}

function partsOf({
  segments,
  encoding,
  characters_left: left,
  non_gsm_characters: strange,
}: Schemas['Preview']): string {
  if (segments === null) return 'It can be sent.';
  const count = `${segments} ${segments === 1 ? 'segment' : 'segments'}, ${encoding}, ${left} characters left in the last.`;
  return strange.length === 0 ? count : `${count} UCS-2 because of ${strange.slice(0, 5).join(' ')}`;
}

/** The value as it was when nothing had changed for so long. */
function useLater(value: string, ms: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
