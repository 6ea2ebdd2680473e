import type { Feature } from '../../services.ts';
import { createOverviewTree } from '../../ui/tree-view.ts';
import { peerRows } from './tree.ts';

/** The machines that take part; this one is always there. */
export const peers: Feature = ({ overview }) => createOverviewTree({ view: 'clutch.peers', overview, rows: peerRows });
