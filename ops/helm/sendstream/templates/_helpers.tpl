{{- define "sendstream.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "sendstream.labels" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "sendstream.allLabels" -}}
{{ include "sendstream.labels" . }}
app.kubernetes.io/version: {{ .root.Values.image.tag | default .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "sendstream.image" -}}
{{ printf "%s-%s:%s" .root.Values.image.repository .component (.root.Values.image.tag | default .root.Chart.AppVersion) | quote }}
{{- end }}

{{- define "sendstream.secretName" -}}
{{- if .Values.secret.name }}{{ .Values.secret.name }}
{{- else if .Values.bundled.enabled }}{{ include "sendstream.name" . }}-bundled
{{- else }}{{ fail "secret.name must be set: the name of a Secret with DATABASE_URL, REDIS_URL and the other secrets" }}{{ end }}
{{- end }}

{{/* Settings of every container: plain ones by value, secret ones by the file in which they are mounted. */}}
{{- define "sendstream.env" -}}
{{- if not .root.Values.settings.PUBLIC_URL }}{{ fail "settings.PUBLIC_URL must be set: where providers reach the api" }}{{ end }}
- name: NODE_ENV
  value: production
{{- range $name, $value := .root.Values.settings }}
- name: {{ $name }}
  value: {{ $value | toString | quote }}
{{- end }}
{{- range .keys }}
- name: {{ . }}_FILE
  value: /run/secrets/sendstream/{{ . }}
{{- end }}
{{- end }}

{{- define "sendstream.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "sendstream.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- define "sendstream.mounts" -}}
- { name: secrets, mountPath: /run/secrets/sendstream, readOnly: true }
- { name: tmp, mountPath: /tmp }
{{- end }}

{{- define "sendstream.volumes" -}}
- name: secrets
  secret:
    secretName: {{ include "sendstream.secretName" .root }}
    # 0440: for the group of the pod alone.
    defaultMode: 288
    items:
      {{- range .keys }}
      - { key: {{ . }}, path: {{ . }} }
      {{- end }}
- name: tmp
  emptyDir: {}
{{- end }}

{{- define "sendstream.placement" -}}
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* Pods of one kind stand on different nodes, as far as there are any. */}}
{{- define "sendstream.spread" -}}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{ include "sendstream.labels" . | nindent 8 }}
{{- end }}
