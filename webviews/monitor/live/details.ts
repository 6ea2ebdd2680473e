/** What Live shows of a run beside its phases and what it asks: fetched while the host's first message is on its way. */
export { contractsView } from '../contracts.ts';
export { decisionView } from '../decision.ts';
export { peersView } from '../peers.ts';
export { receiptsView } from '../receipts.ts';
export { spendingView } from '../spending.ts';
export { verificationView } from '../verification.ts';
export { reportView } from './report.ts';
export { timelineView } from './timeline.ts';
