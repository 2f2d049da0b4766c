// Package observe is what those who run the program see of it from outside: how it stands in plain words, figures for Prometheus and
// traces for OpenTelemetry. It knows nothing of the parts it looks at: they hand it numbers. Nothing here ever names a project, a person
// or anything that somebody wrote, except what an operator is told about an event that stopped a view, on their page alone.
package observe
