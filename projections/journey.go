package projections

import "github.com/desirelines/desirelines/domain"

// MomentRow is one moment of the journey; its words are in the entry it names.
type MomentRow struct {
	Stated
	When
	Kind      string
	Sharing   []string
	Imported  bool // it came from a publisher's file
	Elsewhere bool // another store recorded it first, so the day it was recorded says little of when it happened
	Withdrawn bool
}

var momentTable = Table[MomentRow]{"moment"}

var journeyProjection = Projection{Name: "journey", Version: 2, tables: []rowTable{momentTable}, Apply: applyJourney}

func applyJourney(rows *Rows, e *domain.Event) error {
	switch b := e.Body.(type) {
	case *domain.EntryCorrected:
		if b.Happened != nil {
			momentTable.edit(rows, b.Entry, func(r *MomentRow) { r.Happened = *b.Happened })
		}
	case *domain.EntryWithdrawn:
		momentTable.edit(rows, b.Entry, func(r *MomentRow) { r.Withdrawn = true })
	default:
		if onJourney(e.Body) {
			momentTable.put(rows, e.ID, MomentRow{
				Stated: stated(e), When: when(e), Kind: e.Body.Kind(), Sharing: e.Sharing, Imported: e.Correlation != "" && domain.FromPublisher(e.Body), Elsewhere: !e.Original.IsZero(),
			})
		}
	}
	return nil
}

// onJourney leaves out what is bookkeeping and not a moment of the way.
func onJourney(body domain.Body) bool {
	switch body.(type) {
	case *domain.PersonJoined, *domain.PersonRenamed, *domain.PersonRoleGiven, *domain.PersonLeft, *domain.PersonForgotten,
		*domain.ConsentGiven, *domain.ConsentWithdrawn, *domain.ConsentLapsed,
		*domain.RecordingAsked, *domain.RecordingAgreed, *domain.RecordingRefused,
		*domain.AudienceNamed, *domain.AudienceChanged, *domain.AudienceRetired, *domain.AudienceTold, *domain.ExportMade,
		*domain.StaffAppointed, *domain.StaffDismissed, *domain.ProjectionSkipped,
		*domain.ImportMade, *domain.ImportUndone, *domain.ImportMapped, *domain.EntryRedacted,
		*domain.BaselineSet, *domain.PeriodRetired, *domain.ProjectDescribed, *domain.EvidenceAttached,
		*domain.ResponseGiven, *domain.ResponseAnswered, *domain.WordAsked, *domain.WordExplained, *domain.CheckedOutside,
		*domain.PersonContactGiven, *domain.HeadingStated, *domain.SilenceAnswered, *domain.LookBackPlanned, *domain.TestPostponed,
		*domain.ReminderDue, *domain.ReminderSent, *domain.ReminderReturned:
		return false
	}
	return true
}
