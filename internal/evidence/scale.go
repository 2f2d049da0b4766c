package evidence

import (
	"image"
	"image/color"
	"image/draw"
)

// fit returns the size of a picture whose longer side is at most so many dots; neither is ever 0.
func fit(width, height, most int) (w, h int) {
	long := max(width, height)
	if long <= most {
		return width, height
	}
	return max(1, width*most/long), max(1, height*most/long)
}

// scaled returns a picture on white whose longer side is at most so many dots. Each dot is the mean of those it stands for. It goes
// through the picture row by row, so a large one takes no second copy.
func scaled(img image.Image, most int) *image.RGBA {
	from := img.Bounds()
	w, h := fit(from.Dx(), from.Dy(), most)
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	row := image.NewRGBA(image.Rect(0, 0, from.Dx(), 1))
	sum := make([]float32, 3*w)  // of the row that is being made
	part := make([]float32, 3*w) // one row of the source, as wide as the result
	white := image.NewUniform(color.White)
	step := float64(from.Dy()) / float64(h)
	for y, to := 0, 0; y < from.Dy(); y++ {
		draw.Draw(row, row.Rect, white, image.Point{}, draw.Src)
		draw.Draw(row, row.Rect, img, image.Pt(from.Min.X, from.Min.Y+y), draw.Over)
		narrow(part, row.Pix)
		for top := float64(y); top < float64(y+1) && to < h; {
			end := float64(to+1) * step
			if to == h-1 {
				end = float64(from.Dy())
			}
			share := float32(min(end, float64(y+1)) - top)
			for i, v := range part {
				sum[i] += v * share
			}
			top = min(end, float64(y+1))
			if end > float64(y+1) {
				break
			}
			put(out.Pix[to*out.Stride:], sum, float32(step))
			clear(sum)
			to++
		}
	}
	return out
}

// narrow makes a row of dots (four bytes each) narrower: part has three numbers for each dot of the result.
func narrow(part []float32, pix []uint8) {
	w, n := len(part)/3, len(pix)/4
	step := float64(n) / float64(w)
	for to := range w {
		left, right := float64(to)*step, min(float64(to+1)*step, float64(n))
		var r, g, b float32
		for x := int(left); x < n && float64(x) < right; x++ {
			share := float32(min(right, float64(x+1)) - max(left, float64(x)))
			r += share * float32(pix[4*x])
			g += share * float32(pix[4*x+1])
			b += share * float32(pix[4*x+2])
		}
		all := float32(right - left)
		part[3*to], part[3*to+1], part[3*to+2] = r/all, g/all, b/all
	}
}

// put writes a row of sums as dots.
func put(pix []uint8, sum []float32, step float32) {
	for x := range len(sum) / 3 {
		for i := range 3 {
			pix[4*x+i] = uint8(min(255, max(0, sum[3*x+i]/step+0.5)))
		}
		pix[4*x+3] = 255
	}
}

// turned returns a picture the right way up; orientation is 1 to 8 as EXIF counts them.
func turned(img *image.RGBA, orientation int) *image.RGBA {
	if orientation < 2 || orientation > 8 {
		return img
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if orientation >= 5 {
		out = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			tx, ty := x, y
			switch orientation {
			case 2:
				tx = w - 1 - x
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				ty = h - 1 - y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			copy(out.Pix[ty*out.Stride+4*tx:][:4], img.Pix[y*img.Stride+4*x:][:4])
		}
	}
	return out
}
