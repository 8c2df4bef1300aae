{{- define "konomi.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "konomi.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "konomi.labels" -}}
{{ include "konomi.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "konomi.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (ternary (include "konomi.name" .) "default" .Values.serviceAccount.create) -}}
{{- end -}}

{{/* Whether anything that outlives a pod lies on its data volume. */}}
{{- define "konomi.stateful" -}}
{{- if or (not .Values.database.jdbcUrl) (not .Values.objectStore.endpoint) -}}true{{- end -}}
{{- end -}}
