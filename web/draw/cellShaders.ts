/**
 * The shaders of the cells. A fragment knows its row and column in the sheet, rounds them to a cell as `partition/lattice`
 * does, and looks up what the cell and its neighbours are: no cell has a vertex of its own. Colours are premultiplied.
 *
 * There is a program for each case (near or far, one sheet or several, with or without picked grids, …) in place of branches:
 * a renderer without a graphics card pays for both sides of a branch, and loops and arrays of uniforms cost it seconds a frame.
 */

/** What a program is made for. */
export interface FillCase {
  /** several sheets meet at sides of faces */
  readonly hasSeams: boolean
  /** cells have colours of their own */
  readonly isByValue: boolean
  /** cells are wide enough for a line around each */
  readonly hasNet: boolean
}

export interface BorderCase {
  readonly hasSeams: boolean
  /** cells are so narrow that a border is where labels differ half a line's width around */
  readonly isFar: boolean
  readonly hasPicked: boolean
  /** borders between fills that look alike differ from the others */
  readonly hasAlike: boolean
}

export const sheetVertex = `
uniform mat4 u_matrix;
in vec4 a_vertex;
out vec2 v_place;
void main() {
  v_place = a_vertex.zw;
  gl_Position = u_matrix * vec4(a_vertex.xy, 0.0, 1.0);
}
`

// The lines on which i + j, 2i − j and i − 2j are whole part the plane into triangles, six a cell (see partition/lattice/locate.ts).
// Beyond its side a face's places mean nothing once two sides are passed; another sheet draws there.
const head = (hasSeams: boolean): string => `
uniform highp usampler2D u_labels;
in vec2 v_place;
out vec4 colour;
uint labelAt(ivec2 cell) { return texelFetch(u_labels, cell.yx, 0).r; }
ivec2 cellAt(vec2 place) {
  float a = floor(place.x + place.y), b = floor(2.0 * place.x - place.y), c = floor(place.x - 2.0 * place.y);
  return ivec2(floor((a + b + 2.0) / 3.0), floor((a - c + 1.0) / 3.0));
}
${
  hasSeams
    ? `
uniform vec3 u_side0, u_side1, u_side2;
float depthAt(vec2 place) {
  vec3 at = vec3(place, 1.0);
  return min(dot(u_side0, at), min(dot(u_side1, at), dot(u_side2, at)));
}
const float seam = -0.001;
`
    : ''
}`

const dropBeyond = (hasSeams: boolean): string => (hasSeams ? 'if (depthAt(v_place) < seam) discard;' : '')

// How far a place is from the sides of its cell, in pixels, one pair of opposite sides each: `u_perSide` is half a cell's width.
const sideDistances = `
uniform vec3 u_perSide;
vec3 towardsSides(vec2 within) { return vec3(within.x + within.y, 2.0 * within.x - within.y, within.x - 2.0 * within.y); }
`

export const fillFragment = ({ hasSeams, isByValue, hasNet }: FillCase): string => `
${head(hasSeams)}
${hasNet ? sideDistances : ''}
uniform highp usampler2D u_marks;
uniform sampler2D u_colours;
uniform float u_opacity;
uniform uint u_hovered;
uniform float u_pixelRatio;
uniform float u_net;
void main() {
  ${dropBeyond(hasSeams)}
  ivec2 cell = cellAt(v_place);
  uint label = labelAt(cell);
  if (label == 0u) discard;
  vec4 base = ${isByValue ? 'texelFetch(u_colours, cell.yx, 0)' : 'texelFetch(u_colours, ivec2(int(label) & 255, int(label) >> 8), 0)'};
  float alpha = base.a * u_opacity;
  if (label == u_hovered) { base.rgb *= 0.93; alpha = min(1.0, alpha + 0.1); }
  uint mark = texelFetch(u_marks, cell.yx, 0).r;
  if (mark != 0u) {
    if ((mark & 8u) != 0u) { base.rgb = mix(base.rgb, vec3(0.05, 0.28, 0.33), 0.24); alpha = max(alpha, 0.75); }
    if ((mark & 1u) != 0u) { base.rgb = mix(base.rgb, vec3(0.04, 0.16, 0.2), 0.3); alpha = max(alpha, 0.75); }
    if ((mark & 6u) != 0u) {
      base.rgb = mix(base.rgb, vec3(1.0, 0.93, 0.92), 0.55);
      alpha = max(alpha, 0.92);
      // Hatching, so that a refused stroke is told apart without relying on red.
      float stripe = mod(gl_FragCoord.x + gl_FragCoord.y, 8.0 * u_pixelRatio) / (8.0 * u_pixelRatio);
      if (stripe < ((mark & 4u) != 0u ? 0.5 : 0.28)) base.rgb = vec3(0.73, 0.1, 0.12);
    }
    // Dots, at every zoom: what is pinned is told apart without a colour of its own.
    if ((mark & 16u) != 0u) {
      vec2 from = mod(gl_FragCoord.xy, 8.0 * u_pixelRatio) - 4.0 * u_pixelRatio;
      if (dot(from, from) < 2.6 * u_pixelRatio * u_pixelRatio) base.rgb = vec3(0.05, 0.17, 0.21);
    }
  }
  colour = vec4(base.rgb * alpha, alpha);
  ${
    hasNet
      ? `
  vec3 away = (1.0 - abs(towardsSides(v_place - vec2(cell)))) * u_perSide;
  float line = u_net * clamp(1.0 - min(away.x, min(away.y, away.z)) / u_pixelRatio, 0.0, 1.0);
  colour = vec4(0.05, 0.15, 0.2, 1.0) * line + colour * (1.0 - line);`
      : ''
  }
}
`

/**
 * Borders, above what lies on the fills. Near: the exact distances to the two nearest sides, the second one's ending in the
 * corner they share, so that lines join without gaps and have round ends. Far: labels half a line's width around.
 */
export const borderFragment = ({ hasSeams, isFar, hasPicked, hasAlike }: BorderCase): string => `
${head(hasSeams)}
uniform float u_pixelRatio;
uniform float u_radius;
uniform vec4 u_colour, u_edgeColour;
${
  hasAlike
    ? `
uniform sampler2D u_alike;
uniform vec4 u_alikeColour;`
    : ''
}
${
  hasAlike || hasPicked
    ? `
uniform highp usampler2D u_looks;
uvec2 lookOf(uint label) { return texelFetch(u_looks, ivec2(int(label) & 255, int(label) >> 8), 0).rg; }`
    : ''
}
${
  hasPicked
    ? `
uniform vec4 u_pickedColour1, u_pickedColour2, u_pickedColour3, u_pickedColour4, u_pickedRadius;
uint firstPicked(uint one, uint other) { return one == 0u ? other : other == 0u ? one : min(one, other); }
vec4 pickedColour(uint slot) { return slot == 1u ? u_pickedColour1 : slot == 2u ? u_pickedColour2 : slot == 3u ? u_pickedColour3 : u_pickedColour4; }
float pickedRadius(uint slot) { return slot == 1u ? u_pickedRadius.x : slot == 2u ? u_pickedRadius.y : slot == 3u ? u_pickedRadius.z : u_pickedRadius.w; }`
    : ''
}
// The border between two labels: its colour and half its width; 'rank' is 2 where one of them is picked, 1 elsewhere.
vec4 lineOf(uint one, uint other, out float radius, out float rank) {
  bool isEdge = one == 0u || other == 0u;
  radius = isEdge ? 0.5 * u_pixelRatio : u_radius;
  vec4 line = isEdge ? u_edgeColour : u_colour;
  rank = 1.0;
  ${
    hasAlike || hasPicked
      ? `
  uvec2 first = lookOf(one), second = lookOf(other);`
      : ''
  }
  ${
    hasAlike
      ? `
  float alike = texelFetch(u_alike, ivec2(first.y, second.y), 0).r;
  line = mix(line, u_alikeColour, alike);
  radius *= 1.0 + 0.3 * alike;`
      : ''
  }
  ${
    hasPicked
      ? `
  uint slot = firstPicked(first.x, second.x);
  if (slot != 0u) { line = pickedColour(slot); radius = pickedRadius(slot); rank = 2.0; }`
      : ''
  }
  return line;
}
${isFar ? farBorder(hasSeams, hasPicked) : nearBorder(hasSeams)}
`

const nearBorder = (hasSeams: boolean): string => `
${sideDistances}
uniform mat2 u_toPixels;
void main() {
  ${dropBeyond(hasSeams)}
  ivec2 cell = cellAt(v_place);
  vec2 within = v_place - vec2(cell);
  vec3 q = towardsSides(within);
  vec3 away = (1.0 - abs(q)) * u_perSide;
  ivec2 na = q.x < 0.0 ? ivec2(-1) : ivec2(1), nb = q.y < 0.0 ? ivec2(-1, 0) : ivec2(1, 0), nc = q.z < 0.0 ? ivec2(0, 1) : ivec2(0, -1);
  bool isA = away.x <= away.y && away.x <= away.z, isB = !isA && away.y <= away.z;
  bool isNextB = isA ? away.y <= away.z : !isB && away.y < away.x, isNextA = !isA && !isNextB && (isB ? away.x <= away.z : true);
  ivec2 nearest = isA ? na : isB ? nb : nc, next = isNextA ? na : isNextB ? nb : nc;
  uint own = labelAt(cell), label1 = labelAt(cell + nearest), label2 = labelAt(cell + next);
  if (own == label1 && own == label2) discard;
  float distance1 = isA ? away.x : isB ? away.y : away.z;
  float distance2 = isNextA ? away.x : isNextB ? away.y : away.z;
  // The next side begins in the corner that it has in common with the nearest: before that, the corner is what is near of it.
  vec2 corner = vec2(nearest + next) / 3.0;
  vec2 from = u_toPixels * (within - corner);
  vec2 along = u_toPixels * (vec2(next) / 6.0 - vec2(nearest) / 3.0);
  if (dot(from, along) < 0.0) distance2 = length(from);
  float radius1, radius2, rank1, rank2;
  vec4 line1 = lineOf(own, label1, radius1, rank1), line2 = lineOf(own, label2, radius2, rank2);
  float alpha1 = own == label1 ? 0.0 : line1.a * clamp(radius1 + 0.5 - distance1, 0.0, 1.0);
  float alpha2 = own == label2 ? 0.0 : line2.a * clamp(radius2 + 0.5 - distance2, 0.0, 1.0);
  bool isSecond = alpha2 * rank2 > alpha1 * rank1;
  float alpha = isSecond ? alpha2 : alpha1;
  if (alpha <= 0.0) discard;
  colour = vec4((isSecond ? line2 : line1).rgb * alpha, alpha);
}
`

const farBorder = (hasSeams: boolean, hasPicked: boolean): string => `
uniform vec2 u_right, u_down;
${hasPicked ? 'uniform float u_pickedReach;' : ''}
// What a sheet doesn't know of the next one is no border: that one draws it.
uint near(vec2 place, uint own) {
  uint label = labelAt(cellAt(place));
  return ${hasSeams ? 'label == 0u && depthAt(place) < 0.0 ? own : label' : 'label'};
}
void main() {
  ${dropBeyond(hasSeams)}
  uint own = labelAt(cellAt(v_place));
  vec2 d = (u_right + 0.27 * u_down) * max(0.55 * u_pixelRatio, u_radius), e = (u_down - 0.27 * u_right) * max(0.55 * u_pixelRatio, u_radius);
  uint l0 = near(v_place + d, own), l1 = near(v_place - d, own), l2 = near(v_place + e, own), l3 = near(v_place - e, own);
  float differing = float(l0 != own) + float(l1 != own) + float(l2 != own) + float(l3 != own);
  uint other = l0 != own ? l0 : l1 != own ? l1 : l2 != own ? l2 : l3;
  float radius, rank;
  vec4 line = lineOf(own, other, radius, rank);
  float alpha = line.a * min(1.0, 0.5 * differing);
  ${
    hasPicked
      ? `
  // Wider lines around picked grids: labels farther off, all around.
  float reach = u_pickedReach;
  vec2 D = d * reach, E = e * reach, G = (D + E) * 0.7071, H = (D - E) * 0.7071;
  uint m0 = near(v_place + D, own), m1 = near(v_place - D, own), m2 = near(v_place + E, own), m3 = near(v_place - E, own);
  uint m4 = near(v_place + G, own), m5 = near(v_place - G, own), m6 = near(v_place + H, own), m7 = near(v_place - H, own);
  uint mine = lookOf(own).x;
  uint slot = 0u;
  float around = 0.0;
  ${[0, 1, 2, 3, 4, 5, 6, 7]
    .map(
      (m) => `
  if (m${m} != own) { uint found = firstPicked(mine, lookOf(m${m}).x); slot = firstPicked(slot, found); around += found != 0u ? 0.6 : 0.0; }`,
    )
    .join('')}
  if (slot != 0u) {
    vec4 picked = pickedColour(slot);
    float on = picked.a * min(1.0, around);
    line = mix(line, picked, on);
    alpha = max(alpha, on);
  }`
      : ''
  }
  if (alpha <= 0.0) discard;
  colour = vec4(line.rgb * alpha, alpha);
}
`
