import * as z from 'zod';

/** The tabs of the Monitor that look back over many runs. */
export const InsightsTab = z.enum(['analytics', 'models', 'prompts']);
export type InsightsTab = z.infer<typeof InsightsTab>;

/** Host → page: everything that one tab shows. */
export const ToInsights = z.object({ type: z.literal('insights'), tab: InsightsTab });
export type ToInsights = z.infer<typeof ToInsights>;

/** Page → host: what a tab asks for beyond being shown. */
export const FromInsights = z.object({ type: z.literal('insights'), tab: InsightsTab });
export type FromInsights = z.infer<typeof FromInsights>;

/** What these tabs keep through a reload of the window. */
export const InsightsMemory = z.object({});
export type InsightsMemory = z.infer<typeof InsightsMemory>;
