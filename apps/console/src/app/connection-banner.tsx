import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { databaseAnswers, setConnection, useConnection } from '../api/connection.js';
import './connection-banner.css';

const POLL_INTERVAL_MS = 2_000;

const TEXT = {
  offline: 'The server does not answer. What you see may be out of date; trying again …',
  unavailable: 'The message store cannot be reached. What you see may be out of date; trying again …',
};

/** Says that the connection is lost, looks for it, and has everything asked again once it is back. */
export function ConnectionBanner() {
  const connection = useConnection();
  const queries = useQueryClient();
  useEffect(() => {
    if (connection === 'ok') return;
    const timer = setInterval(() => {
      void databaseAnswers(POLL_INTERVAL_MS).then(async (back) => {
        if (!back) return;
        setConnection('ok');
        await queries.invalidateQueries();
      });
    }, POLL_INTERVAL_MS);
    return () => clearInterval(timer);
  }, [connection, queries]);
  return (
    <div className="connection-banner" role="status" data-lost={connection !== 'ok' || undefined}>
      {connection === 'ok' ? null : TEXT[connection]}
    </div>
  );
}
