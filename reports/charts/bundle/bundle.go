// Package bundle holds the part of Apache ECharts that this program draws with, built by build.sh: echarts.min.js, which
// sets the one global name echarts. LICENSE and NOTICE are those of ECharts, LICENSE-zrender is that of the library inside it.
package bundle

import _ "embed"

// Version is the version of ECharts in Script.
const Version = "5.6.0"

// Script is the program text, plain ASCII.
//
//go:embed echarts.min.js
var Script string

// License, Notice and ZrenderLicense go wherever Script goes.
var (
	//go:embed LICENSE
	License string
	//go:embed NOTICE
	Notice string
	//go:embed LICENSE-zrender
	ZrenderLicense string
)
