import type { Connection } from 'vscode-languageserver';
import {
  ReviewChangesMethod,
  ReviewChangesParams,
  ReviewFileMethod,
  ReviewFileParams,
} from '#schemas/protocol/review.ts';
import { reviewChanges, reviewFile } from '../../runs/review-changes.ts';
import { onRequest } from '../requests.ts';
import type { Services } from '../services.ts';

/** What a person reads before they send comments; those go the way of all steering. */
export function registerReview(connection: Connection, { log, supervisor }: Services): void {
  onRequest(connection, log, ReviewChangesMethod, ReviewChangesParams, (place) =>
    reviewChanges(supervisor.view(place.run), place),
  );
  onRequest(connection, log, ReviewFileMethod, ReviewFileParams, async (params) => ({
    text: await reviewFile(supervisor.view(params.run), params),
  }));
}
