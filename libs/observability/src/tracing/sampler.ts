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
  const isParentBased = otelTracesSampler.startsWith(PARENT_BASED);
  const root = rootSampler(
    isParentBased ? otelTracesSampler.slice(PARENT_BASED.length) : otelTracesSampler,
    otelTracesSamplerArg,
  );
  return isParentBased ? new ParentBasedSampler({ root }) : root;
}

function rootSampler(name: string, ratio: number): Sampler {
  if (name === 'always_off') return new AlwaysOffSampler();
  return name === 'traceidratio' ? new TraceIdRatioBasedSampler(ratio) : new AlwaysOnSampler();
}
