package web

import "net/url"

// entry is the address of an entry.
func (p where) entry(id string) string { return p.url("entry/" + url.PathEscape(id)) }

// trace is the address of the whole way to an entry and from it.
func (p where) trace(id string) string { return p.url("trace/" + url.PathEscape(id)) }

// figure is the address of where a figure comes from.
func (p where) figure(aim, measure, period string) string {
	return p.url("figure", "aim", aim, "measure", measure, "period", period)
}

// Reports is the address of the report for the audience that looks.
func (p where) Reports() string {
	audience := p.Audience
	if audience == "" {
		audience = p.role.eyes()
	}
	return p.url("for/" + url.PathEscape(audience))
}

// Portfolio is the address of the projects side by side.
func (p where) Portfolio() string { return p.all("/portfolio") }

// escape is an id as one segment of an address.
func escape(id string) string { return url.PathEscape(id) }
