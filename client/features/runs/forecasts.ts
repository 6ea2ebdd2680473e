import { EventEmitter, l10n, workspace, type Disposable, type Uri } from 'vscode';
import { ForecastRunMethod, ForecastRunParams, ForecastRunResult } from '#schemas/protocol/runs.ts';
import { messageOf } from '../../server-link/errors.ts';
import type { Services } from '../../services.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { FORECAST_SCHEME } from '../../ui/open-target.ts';
import { throttle } from '../../ui/throttle.ts';
import { forecastText } from './forecast-text.ts';

/** A run changes the overview many times a second, and a forecast reads the whole plan. */
const REFRESH_MS = 2_000;

/** Forecasts as read-only documents, made anew when a plan changes while one is open. */
export function provideForecasts({ link, overview }: Services): Disposable {
  const changes = new EventEmitter<Uri>();
  const refresh = throttle(REFRESH_MS, () => {
    for (const { uri } of workspace.textDocuments) if (uri.scheme === FORECAST_SCHEME) changes.fire(uri);
  });
  const listener = overview.onChanged(refresh);
  const provider = workspace.registerTextDocumentContentProvider(FORECAST_SCHEME, {
    onDidChange: changes.event,
    async provideTextDocumentContent({ query }) {
      const params = ForecastRunParams.safeParse(queryOf(query));
      if (!params.success) return `${l10n.t('This address names no plan.')}\n`;
      try {
        return forecastText(await link.request(ForecastRunMethod, ForecastRunResult, params.data));
      } catch (error) {
        return `${messageOf(error)}\n`;
      }
    },
  });
  return disposeAll(changes, refresh, listener, provider);
}

function queryOf(query: string): unknown {
  try {
    return JSON.parse(query);
  } catch {
    return null;
  }
}
