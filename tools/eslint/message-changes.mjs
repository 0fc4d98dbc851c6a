/**
 * The repositories that write messages. Apps reach them through the services of libs/messaging alone, which know what else
 * a change needs: a queue entry, a lease, a barrier. Why: docs/decisions/0023-who-changes-messages.md.
 */
const CHANGE_MESSAGES = [
  'AddressSweep',
  'DueMessageRows',
  'Erasures',
  'EventTargets',
  'InboundMessages',
  'MessageClaims',
  'MessageIntake',
  'MessageMoves',
  'PacedTurns',
  'Reroutes',
  'RestoredMessages',
  'RetentionRows',
  'SilentMessages',
  'MessageSchedule',
];

/** Options of ESLint's `no-restricted-imports`. */
export const messageChanges = {
  paths: [
    {
      name: '#entities',
      importNames: CHANGE_MESSAGES,
      message:
        'What changes messages goes through a service of libs/messaging (docs/decisions/0023-who-changes-messages.md).',
    },
  ],
};
