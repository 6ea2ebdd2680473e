import { env } from 'vscode';

/** With that many digits behind the separator of the window's language: `1.20`. */
export const decimals = (value: number, digits: number): string =>
  value.toLocaleString(env.language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: false,
  });

/** With separators between the thousands: `12,345`. */
export const grouped = (value: number): string => value.toLocaleString(env.language);
