import { ALL_QUEUES } from '#messaging';
import { kubernetesFaults } from './helm-renderer/kubernetes-faults.js';
import { HelmRenderer, type Manifest } from './helm-renderer/renderer.js';

const CHART = 'ops/helm/sendstream';
const LEAST = { secret: { name: 'sendstream' }, settings: { PUBLIC_URL: 'https://messages.example.com' } };
const ALL = {
  ...LEAST,
  image: { tag: '1.2.3', pullSecrets: [{ name: 'registry' }] },
  api: {
    ingress: { enabled: true, host: 'messages.example.com', tlsSecret: 'tls', annotations: { a: 'b' } },
  },
  keda: { enabled: true, redisAddress: 'redis:6379', passwordSecret: { name: 'redis' } },
  migrate: { keys: ['DATABASE_URL', 'MIGRATE_DATABASE_URL'] },
  networkPolicy: { apiFrom: [{ podSelector: {} }] },
  serviceMonitor: { enabled: true, labels: { release: 'prometheus' } },
  nodeSelector: { pool: 'apps' },
  tolerations: [{ key: 'apps', operator: 'Exists' }],
  podAnnotations: { a: 'b' },
};
const BUNDLED = {
  settings: LEAST.settings,
  bundled: { enabled: true, password: 'a1b2c3d4e5f6a7b8' },
  api: { autoscaling: { enabled: false } },
};

interface PodSpec {
  terminationGracePeriodSeconds: number;
  securityContext: object;
  volumes: { secret?: { items: { key: string }[] } }[];
  containers: {
    env: { name: string; value: string }[];
    securityContext: object;
    startupProbe: object;
    lifecycle?: { preStop: { exec: { command: string[] } } };
  }[];
}

describe('the Helm chart', () => {
  let renderer: HelmRenderer;
  beforeAll(async () => {
    renderer = await HelmRenderer.built();
  }, 180_000);

  const find = (manifests: Manifest[], kind: string, end: string) =>
    manifests.find((each) => each.kind === kind && each.metadata.name.endsWith(end)) as Manifest;
  const podOf = (manifests: Manifest[], kind: string, end: string) =>
    (find(manifests, kind, end).spec as { template: { spec: PodSpec } }).template.spec;

  it('makes nothing that the API of Kubernetes, KEDA or the Prometheus operator would refuse', async () => {
    const rendered = await Promise.all([LEAST, ALL, BUNDLED].map((values) => renderer.render(CHART, values)));
    const manifests = rendered.flat();
    expect(new Set(manifests.map(({ kind }) => kind))).toEqual(
      new Set(
        'Deployment Service PodDisruptionBudget HorizontalPodAutoscaler Ingress Job NetworkPolicy Secret StatefulSet ServiceMonitor ScaledObject TriggerAuthentication'.split(
          ' ',
        ),
      ),
    );
    for (const all of rendered) {
      const names = all.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
      expect(names).toEqual([...new Set(names)]);
    }
    expect(kubernetesFaults(manifests)).toEqual([]);
    // The check sees what is wrong.
    const wrong = structuredClone(find(manifests, 'Service', 'api')) as Manifest & { spec: object };
    Object.assign(wrong.spec, { portz: [] });
    expect(kubernetesFaults([wrong])).toEqual([expect.stringContaining('portz')]);
  }, 120_000);

  it('gives each pod the time it needs to end, files for its secrets, and no rights', async () => {
    const manifests = await renderer.render(CHART, ALL);
    const [api, processor, migrate] = [
      podOf(manifests, 'Deployment', 'api'),
      podOf(manifests, 'Deployment', 'processor'),
      podOf(manifests, 'Job', 'migrate'),
    ];
    expect(api.terminationGracePeriodSeconds).toBe(5 + 10 + 30 + 10);
    expect(api.containers[0]?.lifecycle?.preStop.exec.command).toEqual(['sleep', '5']);
    expect(processor.terminationGracePeriodSeconds).toBe(40);
    for (const pod of [api, processor, migrate]) {
      const [container] = pod.containers;
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true });
      expect(container?.securityContext).toMatchObject({ readOnlyRootFilesystem: true });
      const mounted = pod.volumes.flatMap(({ secret }) => secret?.items.map(({ key }) => key) ?? []);
      const files = container?.env.filter(({ name }) => name.endsWith('_FILE')) ?? [];
      expect(files.map(({ value }) => value)).toEqual(mounted.map((key) => `/run/secrets/sendstream/${key}`));
    }
    expect(find(manifests, 'Job', 'migrate').metadata.annotations).toMatchObject({
      'helm.sh/hook': 'pre-install,pre-upgrade',
    });
  });

  it('scales processors by the lag of every queue, and never to none', async () => {
    const manifests = await renderer.render(CHART, ALL);
    const { triggers, minReplicaCount } = find(manifests, 'ScaledObject', 'processor').spec as {
      minReplicaCount: number;
      triggers: { type: string; metadata: Record<string, string> }[];
    };
    expect(minReplicaCount).toBe(1);
    expect(triggers.map(({ metadata }) => metadata.stream)).toEqual(ALL_QUEUES);
    for (const { type, metadata } of triggers) {
      expect(type).toBe('redis-streams');
      expect(metadata).toMatchObject({ consumerGroup: 'processors', lagCount: '500' });
      expect(metadata).not.toHaveProperty('streamLength');
    }
    expect(find(manifests, 'Deployment', 'processor').spec as object).not.toHaveProperty('replicas');
  });

  it.each([
    [{ settings: LEAST.settings }, 'secret.name must be set'],
    [{ ...LEAST, keda: { enabled: true } }, 'keda.redisAddress must be set'],
    [{ ...LEAST, api: { ingress: { enabled: true } } }, 'api.ingress.host must be set'],
    [{ ...BUNDLED, bundled: { enabled: true } }, 'bundled.password must be set'],
    [{ secret: LEAST.secret }, 'settings.PUBLIC_URL must be set'],
  ])('says what is missing: %j', async (values, words) => {
    await expect(renderer.render(CHART, values)).rejects.toThrow(words);
  });
});
