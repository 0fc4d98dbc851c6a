import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import type { ServiceSettings } from '#config';

const PARENT_BASED = 'parentbased_';

/** What is traced, by the names of the standard. https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#general-sdk-configuration */
export function samplerOf({ otelTracesSampler, otelTracesSamplerArg }: ServiceSettings): Sampler {
  const root = rootSampler(otelTracesSampler.replace(PARENT_BASED, ''), otelTracesSamplerArg);
  return isParentBased({ otelTracesSampler }) ? new ParentBasedSampler({ root }) : root;
}

/** Whether all of a trace is sampled, or nothing of it. */
export function isParentBased({ otelTracesSampler }: Pick<ServiceSettings, 'otelTracesSampler'>): boolean {
  return otelTracesSampler.startsWith(PARENT_BASED);
}

function rootSampler(name: string, ratio: number): Sampler {
  if (name === 'always_off') return new AlwaysOffSampler();
  return name === 'traceidratio' ? new TraceIdRatioBasedSampler(ratio) : new AlwaysOnSampler();
}
