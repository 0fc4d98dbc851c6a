import {
  Activity,
  Ban,
  Coins,
  Contact,
  Gauge,
  KeyRound,
  Layers,
  ListChecks,
  type LucideIcon,
  MessagesSquare,
  PenLine,
  Phone,
  ScrollText,
  ShieldCheck,
  Timer,
  Webhook,
} from 'lucide-react';
import type { ComponentType } from 'react';
import type { Scope } from '../api/session.js';
import { OverviewView } from '../overview/overview-view.js';
import { FailuresView } from '../failures/failures-view.js';
import { MessagesView } from '../messages/messages-view.js';
import { MessageView } from '../messages/message-view.js';
import { SendView } from '../messages/send-view.js';
import { ConversationsView } from '../conversations/conversations-view.js';
import { SuppressionsView } from '../suppressions/suppressions-view.js';
import { BulkActionsView } from '../bulk-actions/bulk-actions-view.js';
import { NewBulkActionView } from '../bulk-actions/new-bulk-action-view.js';
import { BulkActionView } from '../bulk-actions/bulk-action-view.js';
import { QueuesView } from '../queues/queues-view.js';
import { QueueView } from '../queues/queue-view.js';
import { GuardView } from '../guard/guard-view.js';
import { PacesView } from '../paces/paces-view.js';
import { CostsView } from '../costs/costs-view.js';
import { ApiKeysView } from '../access/api-keys-view.js';
import { AuditView } from '../access/audit-view.js';
import { SenderPoolsView } from '../senders/sender-pools-view.js';
import { EndpointsView } from '../webhooks/endpoints-view.js';
import { CallbacksView } from '../webhooks/callbacks-view.js';
import { EndpointView } from '../webhooks/endpoint-view.js';

/** A place in the navigation, and the routes below it. */
export interface View {
  /** In the address, after `/console`. */
  path: string;
  title: string;
  icon: LucideIcon;
  /** Who lacks it does not see the view. */
  scope: Scope;
  /** By their path below the view's own. A view without any is not linked. */
  routes: Record<string, ComponentType>;
  /** Its routes are one component, which stays as it is between them. */
  isOne?: boolean;
}

/** Every view, in the order of the navigation; the groups are set apart. */
export const VIEW_GROUPS: View[][] = [
  [
    { path: '/overview', title: 'Overview', icon: Gauge, scope: 'read', routes: { '': OverviewView } },
    {
      path: '/messages',
      title: 'Messages',
      icon: ScrollText,
      scope: 'read',
      routes: { '': MessagesView, ':id': MessageView },
    },
    { path: '/failures', title: 'Failures', icon: Activity, scope: 'read', routes: { '': FailuresView } },
    {
      path: '/conversations',
      title: 'Conversations',
      icon: MessagesSquare,
      scope: 'read',
      routes: { '': ConversationsView, ':id': ConversationsView },
      isOne: true,
    },
    { path: '/send', title: 'Send a message', icon: PenLine, scope: 'send', routes: { '': SendView } },
  ],
  [
    {
      path: '/bulk-actions',
      title: 'Bulk actions',
      icon: ListChecks,
      scope: 'manage',
      routes: { '': BulkActionsView, new: NewBulkActionView, ':id': BulkActionView },
    },
    {
      path: '/queues',
      title: 'Queues',
      icon: Layers,
      scope: 'admin',
      routes: { '': QueuesView, ':name': QueueView },
    },
    { path: '/paces', title: 'Paces', icon: Timer, scope: 'admin', routes: { '': PacesView } },
    { path: '/guard', title: 'Guard', icon: ShieldCheck, scope: 'admin', routes: { '': GuardView } },
    { path: '/costs', title: 'Costs', icon: Coins, scope: 'read', routes: { '': CostsView } },
  ],
  [
    {
      path: '/suppressions',
      title: 'Suppressions',
      icon: Ban,
      scope: 'read',
      routes: { '': SuppressionsView },
    },
    {
      path: '/sender-pools',
      title: 'Sender pools',
      icon: Phone,
      scope: 'read',
      routes: { '': SenderPoolsView },
    },
    {
      path: '/webhooks',
      title: 'Webhooks',
      icon: Webhook,
      scope: 'manage',
      routes: { '': EndpointsView, callbacks: CallbacksView, ':id': EndpointView },
    },
    { path: '/api-keys', title: 'API keys', icon: KeyRound, scope: 'admin', routes: { '': ApiKeysView } },
    { path: '/audit', title: 'Audit', icon: Contact, scope: 'admin', routes: { '': AuditView } },
  ],
];

export const VIEWS = VIEW_GROUPS.flat();

/** Whether there is anything to see. */
export const isMade = ({ routes }: View) => Object.keys(routes).length > 0;
