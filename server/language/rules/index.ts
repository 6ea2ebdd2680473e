import { noPhases } from './cl101-no-phases.ts';
import { phaseNumbers } from './cl102-phase-numbers.ts';
import { phaseLacksParts } from './cl103-phase-lacks-parts.ts';
import { noWrongCondition } from './cl104-no-wrong-condition.ts';
import { metricWithoutCohort } from './cl105-metric-without-cohort.ts';
import { noGuardrail } from './cl106-no-guardrail.ts';
import { nonGoalWithoutReason } from './cl107-non-goal-without-reason.ts';
import { engineeringHow } from './cl108-engineering-how.ts';
import { mixedProfiles } from './cl109-mixed-profiles.ts';
import { hiddenPhases } from './cl110-hidden-phases.ts';
import { manyPhases } from './cl111-many-phases.ts';
import { placeholderLeft } from './cl112-placeholder-left.ts';
import { missingSections } from './cl201-missing-sections.ts';
import { noWorkstreams } from './cl202-no-workstreams.ts';
import { manyWorkstreams } from './cl203-many-workstreams.ts';
import { fileOwnedTwice } from './cl204-file-owned-twice.ts';
import { unknownDependency } from './cl205-unknown-dependency.ts';
import { dependencyCycle } from './cl206-dependency-cycle.ts';
import { dependencyWithoutContract } from './cl207-dependency-without-contract.ts';
import { contractWithUnknownWorkstream } from './cl208-contract-with-unknown-workstream.ts';
import { unmatchedContract } from './cl209-unmatched-contract.ts';
import { concernWithoutOwner } from './cl210-concern-without-owner.ts';
import { ownerName } from './cl211-owner-name.ts';
import { taskInNoWorkstream } from './cl212-task-in-no-workstream.ts';
import { fileMissing } from './cl213-file-missing.ts';
import { validationLevel } from './cl214-validation-level.ts';
import { urlWithoutAnchor } from './cl215-url-without-anchor.ts';
import { ambiguousFileName } from './cl216-ambiguous-file-name.ts';
import { phaseNotInPrd } from './cl217-phase-not-in-prd.ts';
import { noLevel4 } from './cl218-no-level-4.ts';
import { summaryDisagrees } from './cl301-summary-disagrees.ts';
import { unknownCommit } from './cl302-unknown-commit.ts';
import { missingReason } from './cl303-missing-reason.ts';
import { workstreamMissing } from './cl304-workstream-missing.ts';
import { fileNotInCommit } from './cl305-file-not-in-commit.ts';
import { statusOutsideSet } from './cl306-status-outside-set.ts';
import { noResumeLine } from './cl307-no-resume-line.ts';
import { budgetNotNumeric } from './cl308-budget-not-numeric.ts';
import { earlierTracker } from './cl309-earlier-tracker.ts';
import { noReceipt } from './cl310-no-receipt.ts';
import { expiry } from './cl401-expiry.ts';
import { noObjective } from './cl402-no-objective.ts';
import { unboundedScope } from './cl403-unbounded-scope.ts';
import { noStopCondition } from './cl404-no-stop-condition.ts';
import { noVerificationCommand } from './cl405-no-verification-command.ts';
import { gatedClass } from './cl406-gated-class.ts';
import { readyButIncomplete } from './cl407-ready-but-incomplete.ts';
import { invalidRecordId } from './cl501-invalid-record-id.ts';
import { duplicateMachine } from './cl502-duplicate-machine.ts';
import { staleHeartbeat } from './cl503-stale-heartbeat.ts';
import { requestOverdue } from './cl504-request-overdue.ts';
import { resultWithoutRequest } from './cl505-result-without-request.ts';
import { clockSkew } from './cl506-clock-skew.ts';
import { secretInRecord } from './cl507-secret-in-record.ts';
import { removedTool } from './cl601-removed-tool.ts';
import type { Rule } from './rule.ts';

/** Every rule, in the order of its id. A new rule is a file beside this one and a line here. */
export const rules: readonly Rule[] = [
  noPhases,
  phaseNumbers,
  phaseLacksParts,
  noWrongCondition,
  metricWithoutCohort,
  noGuardrail,
  nonGoalWithoutReason,
  engineeringHow,
  mixedProfiles,
  hiddenPhases,
  manyPhases,
  placeholderLeft,
  missingSections,
  noWorkstreams,
  manyWorkstreams,
  fileOwnedTwice,
  unknownDependency,
  dependencyCycle,
  dependencyWithoutContract,
  contractWithUnknownWorkstream,
  unmatchedContract,
  concernWithoutOwner,
  ownerName,
  taskInNoWorkstream,
  fileMissing,
  validationLevel,
  urlWithoutAnchor,
  ambiguousFileName,
  phaseNotInPrd,
  noLevel4,
  summaryDisagrees,
  unknownCommit,
  missingReason,
  workstreamMissing,
  fileNotInCommit,
  statusOutsideSet,
  noResumeLine,
  budgetNotNumeric,
  earlierTracker,
  noReceipt,
  expiry,
  noObjective,
  unboundedScope,
  noStopCondition,
  noVerificationCommand,
  gatedClass,
  readyButIncomplete,
  invalidRecordId,
  duplicateMachine,
  staleHeartbeat,
  requestOverdue,
  resultWithoutRequest,
  clockSkew,
  secretInRecord,
  removedTool,
];
