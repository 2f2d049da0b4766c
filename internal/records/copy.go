package records

import "bytes"

// Copy puts the records of some buckets of one database into another that has nothing in them, in one transaction: all of them or nothing. first
// is called in it before anything is written, maybe more than once, and an error of it is returned and nothing is kept; nil: nobody is. Where
// all of them are there and nothing else, nothing is done. same is false, and nothing was done, where other records are there. Nobody should
// write in from meanwhile.
func Copy(from, to DB, buckets []string, first func() error) (same bool, err error) {
	err = to.Update(func(there Tx) error {
		same = false
		return from.View(func(here Tx) error {
			some, equal, err := compare(here, there, buckets)
			if same = equal || !some; err != nil || some {
				return err
			}
			if first != nil {
				if err := first(); err != nil {
					return err
				}
			}
			for _, bucket := range buckets {
				if err := here.Each(bucket, nil, func(k, v []byte) error { return there.Put(bucket, k, v) }); err != nil {
					return err
				}
			}
			return nil
		})
	})
	return same, err
}

// compare says whether there has some records, and whether they are those of here.
func compare(here, there Tx, buckets []string) (some, equal bool, err error) {
	equal = true
	for _, bucket := range buckets {
		have := map[string][]byte{}
		if err := there.Each(bucket, nil, func(k, v []byte) error { have[string(k)] = v; return nil }); err != nil {
			return some, false, err
		}
		some = some || len(have) > 0
		err := here.Each(bucket, nil, func(k, v []byte) error {
			found, is := have[string(k)]
			equal = equal && is && bytes.Equal(found, v)
			delete(have, string(k))
			return nil
		})
		if err != nil {
			return some, false, err
		}
		equal = equal && len(have) == 0
	}
	return some, equal, nil
}
