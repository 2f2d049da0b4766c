package web

import "net/http"

// agreementRoutes are the addresses of what was agreed, of who is told what, and of being forgotten. None of their pages is kept: they
// hold forms, and what was taken back is gone from the next request on.
func (s *site) agreementRoutes(mux *http.ServeMux) {
	at := func(d door, pattern string, p answer) { mux.Handle(pattern, s.form(s.only(d, p))) }
	at(forWriters, "GET /p/{project}/entry/{entry}/share", s.shareForm)
	at(forWriters, "POST /p/{project}/entry/{entry}/share", s.share)
	at(forWriters, "POST /p/{project}/entry/{entry}/back", s.takeBack)
	at(forWriters, "POST /p/{project}/entry/{entry}/name-off", s.nameOff)
	at(forWriters, "GET /p/{project}/agreed", s.agreed)
	at(forWriters, "POST /p/{project}/agreed/back", s.takeBackAgreed)
	at(forWriters, "GET /p/{project}/agreed/all", s.classForm)
	at(forWriters, "POST /p/{project}/agreed/all", s.agreeAll)
	at(forWriters, "GET /p/{project}/going-out", s.goingOut)

	at(forWriters, "GET /p/{project}/audiences", s.audiences)
	at(forFacilitators, "GET /p/{project}/audiences/new", s.newAudience)
	at(forFacilitators, "POST /p/{project}/audiences", s.saveAudience)
	at(forFacilitators, "GET /p/{project}/audiences/{audience}/change", s.changeAudience)
	at(forFacilitators, "POST /p/{project}/audiences/{audience}/change", s.saveAudience)
	at(forFacilitators, "POST /p/{project}/audiences/{audience}/retire", s.retireAudience)
	at(forFacilitators, "GET /p/{project}/audiences/{audience}/tell", s.tellForm)
	at(forFacilitators, "POST /p/{project}/audiences/{audience}/tell", s.tell)
	at(forWriters, "GET /p/{project}/circles/{audience}", s.circle)
	at(forWriters, "POST /p/{project}/circles/{audience}/theme", s.formTheme)

	at(forWriters, "GET /p/{project}/recordings", s.recordings)
	at(forWriters, "POST /p/{project}/recordings", s.askRecording)
	at(forWriters, "POST /p/{project}/recordings/{recording}", s.answerRecording)

	at(forKnown, "GET /me/agreed", s.myAgreed)
	at(forKnown, "GET /me/seen", s.mySeen)

	at(forFacilitators, "GET /p/{project}/people/forget", s.forgetWhom)
	at(forFacilitators, "GET /p/{project}/people/{person}/forget", s.forgetForm)
	at(forFacilitators, "POST /p/{project}/people/{person}/forget", s.forget)
}
