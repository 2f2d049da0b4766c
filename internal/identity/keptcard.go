package identity

import (
	"context"
	"strings"
)

// What a kept card consists of: 16 digits drawn here (53 bits) and a PIN of the person's own.
const (
	cardDigits = 16
	pinMin     = 6
	pinMax     = 12
)

// KeptCards let a person come back by a card that they keep and a PIN that they know: two factors without a phone
// or an e-mail address. Safe for concurrent use.
type KeptCards struct{ *core }

// Issue draws the digits of a card for a person, in the place of the one they had; groups of four. They are printed
// now and are not kept. The PIN is theirs: 6 to 12 digits, not one that everybody tries first. It is refused for
// staff and for somebody without an account.
func (k *KeptCards) Issue(ctx context.Context, person, pin string) (digits string, err error) {
	if err := k.notStaff(person); err != nil {
		return "", err
	}
	if err := checkPIN(pin); err != nil {
		return "", err
	}
	var b strings.Builder
	for range cardDigits {
		n, err := below(k.random, 10)
		if err != nil {
			return "", err
		}
		b.WriteByte(byte('0' + n))
	}
	key, err := k.hasher.lookup(ctx, "card", b.String()+"/"+readDigits(pin))
	if err != nil {
		return "", err
	}
	return groups(b.String()), k.replaceWay(inKeptCards, key, person)
}

// SignIn returns the person whose card and PIN these are. Spaces and hyphens are forgiven. Which of the two was
// wrong is not said. Staff are refused; *Busy asks to wait.
func (k *KeptCards) SignIn(ctx context.Context, typedDigits, typedPIN string) (person string, err error) {
	digits, pin := readDigits(typedDigits), readDigits(typedPIN)
	if err := k.pace.card(ctx, digits[:min(4, len(digits))]); err != nil {
		return "", err
	}
	if len(digits) != cardDigits || len(pin) < pinMin || len(pin) > pinMax {
		return "", refusedKeptCard()
	}
	key, err := k.hasher.lookup(ctx, "card", digits+"/"+pin)
	if err != nil {
		return "", err
	}
	if person, err = k.useWay(inKeptCards, key); err != nil {
		return "", err
	}
	if person == "" {
		return "", refusedKeptCard()
	}
	if err := k.notStaff(person); err != nil {
		return "", err
	}
	return person, nil
}

func refusedKeptCard() error {
	return refused("this card and PIN do not open anything", "check the 16 digits of the card and your PIN")
}

// readDigits keeps digits and takes spaces and hyphens away; "" where there is anything else.
func readDigits(typed string) string {
	if len(typed) > longestSecret {
		return ""
	}
	s := keep(typed, func(r rune) bool { return !strings.ContainsRune(" -\t\r\n", r) })
	if strings.Trim(s, "0123456789") != "" {
		return ""
	}
	return s
}

// checkPIN refuses PINs that are too short and those that are tried first: few different digits, a run (234567,
// 864208), a part said again (123123), pairs (112233) and a part with its mirror (123321).
func checkPIN(typed string) error {
	pin := readDigits(typed)
	if len(pin) < pinMin || len(pin) > pinMax {
		return invalid("", "this PIN cannot be used", "choose 6 to 12 digits")
	}
	if fewDigits(pin) || isRun(pin) || isRepeated(pin) || isPairs(pin) || isMirrored(pin) {
		return invalid("", "this PIN would be one of the first that somebody tries", "choose digits without a pattern, and not a birthday")
	}
	return nil
}

func fewDigits(pin string) bool {
	different := map[rune]bool{}
	for _, r := range pin {
		different[r] = true
	}
	return len(different) < 3
}

func isRun(pin string) bool {
	step := func(i int) int { return (int(pin[i]) - int(pin[i-1]) + 10) % 10 }
	for i := 2; i < len(pin); i++ {
		if step(i) != step(1) {
			return false
		}
	}
	return true
}

func isRepeated(pin string) bool {
	for n := 1; n <= len(pin)/2; n++ {
		if len(pin)%n == 0 && strings.Repeat(pin[:n], len(pin)/n) == pin {
			return true
		}
	}
	return false
}

func isPairs(pin string) bool {
	for i := 0; i+1 < len(pin); i += 2 {
		if pin[i] != pin[i+1] {
			return false
		}
	}
	return len(pin)%2 == 0
}

func isMirrored(pin string) bool {
	for i := range len(pin) / 2 {
		if pin[i] != pin[len(pin)-1-i] {
			return false
		}
	}
	return true
}
