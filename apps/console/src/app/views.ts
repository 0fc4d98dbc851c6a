import { lazy } from 'react';
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

/** A place in the navigation, and the routes below it. */
export interface View {
  /** In the address, after `/console`. */
  path: string;
  title: string;
  icon: LucideIcon;
  /** Who lacks it does not see the view. */
  scope: Scope;
  /** By their path below the view's own; each is loaded when it is gone to. A view without any is not linked. */
  routes: Record<string, ComponentType>;
  /** Its routes are one component, which stays as it is between them. */
  isOne?: boolean;
}

const OverviewView = lazy(() => import('../overview/overview-view.js'));
const FailuresView = lazy(() => import('../failures/failures-view.js'));
const MessagesView = lazy(() => import('../messages/messages-view.js'));
const MessageView = lazy(() => import('../messages/message-view.js'));
const SendView = lazy(() => import('../messages/send-view.js'));
const ConversationsView = lazy(() => import('../conversations/conversations-view.js'));
const SuppressionsView = lazy(() => import('../suppressions/suppressions-view.js'));
const BulkActionsView = lazy(() => import('../bulk-actions/bulk-actions-view.js'));
const NewBulkActionView = lazy(() => import('../bulk-actions/new-bulk-action-view.js'));
const BulkActionView = lazy(() => import('../bulk-actions/bulk-action-view.js'));
const QueuesView = lazy(() => import('../queues/queues-view.js'));
const QueueView = lazy(() => import('../queues/queue-view.js'));
const GuardView = lazy(() => import('../guard/guard-view.js'));
const PacesView = lazy(() => import('../paces/paces-view.js'));
const CostsView = lazy(() => import('../costs/costs-view.js'));
const ApiKeysView = lazy(() => import('../access/api-keys-view.js'));
const AuditView = lazy(() => import('../access/audit-view.js'));
const SenderPoolsView = lazy(() => import('../senders/sender-pools-view.js'));
const EndpointsView = lazy(() => import('../webhooks/endpoints-view.js'));
const CallbacksView = lazy(() => import('../webhooks/callbacks-view.js'));
const EndpointView = lazy(() => import('../webhooks/endpoint-view.js'));

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
