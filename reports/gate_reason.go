package reports

// Reason is why the gate answered as it did.
type Reason string

// The reasons.
const (
	noRule          Reason = "no rule"
	ofGroup         Reason = "group"
	ofCircle        Reason = "circle"
	ofListener      Reason = "listener"
	yours           Reason = "yours"
	forAll          Reason = "everybody"
	forThem         Reason = "told to them"
	asPreview       Reason = "preview"
	published       Reason = "published"
	plainRecord     Reason = "record"
	agreedTo        Reason = "agreed"
	assisted        Reason = "assisted"
	keepsList       Reason = "keeps the list"
	forGroup        Reason = "for the group"
	forCircle       Reason = "for a circle"
	forOthers       Reason = "for others"
	forFacilitators Reason = "for facilitators"
	forOperators    Reason = "for operators"
	itsConsent      Reason = "consent"
	groupsOwn       Reason = "affair"
	keptPrivate     Reason = "private"
	judgedInside    Reason = "judged inside"
	notTold         Reason = "not told"
	notAgreed       Reason = "not agreed"
	takenBack       Reason = "taken back"
	theirs          Reason = "theirs"
	theirOwn        Reason = "their own"
)

var reasonWords = [...]plainWords{
	{string(noRule), "There is no rule that allows this."},
	{string(ofGroup), "It is shared with the group."},
	{string(ofCircle), "It is for a smaller circle, and you are in it."},
	{string(ofListener), "It was told to you in confidence."},
	{string(yours), "It is yours."},
	{string(forAll), "It is for everybody."},
	{string(forThem), "They were told."},
	{string(asPreview), "You see what they would be told today."},
	{string(published), "It was published before."},
	{string(plainRecord), "Numbers, dates and aims are what the group tells. Words are not among them."},
	{string(agreedTo), "Whoever wrote it said yes."},
	{string(assisted), "You may say it for them, when they ask you to."},
	{string(keepsList), "You look after the group."},
	{string(forGroup), "This is for the people of the group."},
	{string(forCircle), "This is for the people of a smaller circle."},
	{string(forOthers), "This is for others to see."},
	{string(forFacilitators), "This is for those who look after the group."},
	{string(forOperators), "This is for those who run this place."},
	{string(itsConsent), "What somebody agreed to is for them and for those who look after the group."},
	{string(groupsOwn), "Who is in the group, and whom it tells, stays in the group."},
	{string(keptPrivate), "Whoever wrote it keeps it to themselves."},
	{string(judgedInside), "What people think of it stays in the group until they say yes."},
	{string(notTold), "The group has not told them yet."},
	{string(notAgreed), "Nobody said yes to showing these words."},
	{string(takenBack), "It was taken back."},
	{string(theirs), "This is for whoever wrote it."},
	{string(theirOwn), "Where somebody wants reminders is for nobody but them."},
}

// Words is the reason as a sentence.
func (r Reason) Words() string { return in(reasonWords[:], string(r)) }
