/** The shaders of the cell layer. Positions are Web Mercator minus the mesh's origin; colours are premultiplied. */

const texelAt = `
ivec2 texelAt(uint index) { return ivec2(int(index) & 1023, int(index) >> 10); }
`

// Colours are looked up by corner, not by pixel: a city has far fewer corners than a screen has pixels.
export const fillVertex = `
${texelAt}
uniform mat4 u_matrix;
uniform highp usampler2D u_labels;
uniform highp usampler2D u_marks;
uniform sampler2D u_palette;
uniform sampler2D u_values;
uniform bool u_byValue;
uniform float u_opacity;
uniform uint u_hovered;
in vec2 a_position;
in uint a_cell;
flat out vec4 v_colour;
flat out uint v_mark;
void main() {
  uint label = texelFetch(u_labels, texelAt(a_cell), 0).r;
  uint mark = texelFetch(u_marks, texelAt(a_cell), 0).r;
  vec4 base = u_byValue ? texelFetch(u_values, texelAt(a_cell), 0) : texelFetch(u_palette, texelAt(label), 0);
  float alpha = base.a * u_opacity;
  if (label != 0u && label == u_hovered) { base.rgb *= 0.93; alpha = min(1.0, alpha + 0.1); }
  if ((mark & 8u) != 0u) { base.rgb = mix(base.rgb, vec3(0.05, 0.28, 0.33), 0.24); alpha = max(alpha, 0.75); }
  if ((mark & 1u) != 0u) { base.rgb = mix(base.rgb, vec3(0.04, 0.16, 0.2), 0.3); alpha = max(alpha, 0.75); }
  if ((mark & 6u) != 0u) { base.rgb = mix(base.rgb, vec3(1.0, 0.93, 0.92), 0.55); alpha = max(alpha, 0.92); }
  v_mark = mark;
  v_colour = vec4(base.rgb * alpha, alpha);
  gl_Position = u_matrix * vec4(a_position, 0.0, 1.0);
}
`

export const fillFragment = `
uniform float u_pixelRatio;
flat in vec4 v_colour;
flat in uint v_mark;
out vec4 colour;
void main() {
  colour = v_colour;
  // Dots, at every zoom: what is pinned is told apart without a colour of its own.
  if ((v_mark & 16u) != 0u) {
    vec2 from = mod(gl_FragCoord.xy, 8.0 * u_pixelRatio) - 4.0 * u_pixelRatio;
    if (dot(from, from) < 2.6 * u_pixelRatio * u_pixelRatio) colour = vec4(vec3(0.05, 0.17, 0.21) * v_colour.a, v_colour.a);
  }
  if ((v_mark & 6u) == 0u) return;
  // Hatching, so that a refused stroke is told apart without relying on red.
  float stripe = mod(gl_FragCoord.x + gl_FragCoord.y, 8.0 * u_pixelRatio) / (8.0 * u_pixelRatio);
  if (stripe < ((v_mark & 4u) != 0u ? 0.5 : 0.28)) colour = vec4(vec3(0.73, 0.1, 0.12) * v_colour.a, v_colour.a);
}
`

/** Thin lines around every cell, for working close up. */
export const meshVertex = `
uniform mat4 u_matrix;
in vec2 a_position;
void main() { gl_Position = u_matrix * vec4(a_position, 0.0, 1.0); }
`

export const meshFragment = `
uniform vec4 u_colour;
out vec4 colour;
void main() { colour = u_colour; }
`

/**
 * Borders: two triangles a segment, drawn as a capsule, so that segments that share an end join without gaps.
 * Widths are CSS pixels times the pixel ratio. `u_pass` 0 draws every border, 1 only those of picked grids, above the rest.
 * The highest bit of the first label says that the two fills look alike, and the border between them is the darker one.
 */
export const borderVertex = `
uniform mat4 u_matrix;
uniform vec2 u_viewport;
uniform float u_pixelRatio;
uniform int u_pass;
uniform float u_width;
uniform vec4 u_colour;
uniform vec4 u_alikeColour;
uniform vec4 u_edgeColour;
uniform uvec4 u_picked;
uniform vec4 u_pickedColours[4];
uniform float u_pickedWidths[4];
in vec4 a_segment;
in uvec2 a_labels;
out vec2 v_at;
flat out vec2 v_along;
flat out float v_radius;
flat out vec4 v_colour;
void main() {
  uint first = a_labels.x & 0x7fffffffu;
  bool isAlike = first != a_labels.x;
  float width = a_labels.y == 65536u ? 1.0 : isAlike ? u_width * 1.3 : u_width;
  vec4 colour = a_labels.y == 65536u ? u_edgeColour : isAlike ? u_alikeColour : u_colour;
  bool isPicked = false;
  for (int i = 3; i >= 0; i--) {
    uint grid = u_picked[i];
    if (grid == 0u || (first != grid && a_labels.y != grid)) continue;
    isPicked = true;
    width = u_pickedWidths[i];
    colour = u_pickedColours[i];
  }
  if ((u_pass == 1 && !isPicked) || colour.a == 0.0) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    return;
  }
  vec4 from = u_matrix * vec4(a_segment.xy, 0.0, 1.0);
  vec4 to = u_matrix * vec4(a_segment.zw, 0.0, 1.0);
  vec2 a = from.xy / from.w * 0.5 * u_viewport;
  vec2 b = to.xy / to.w * 0.5 * u_viewport;
  vec2 along = b - a;
  vec2 unit = along / max(length(along), 1e-6);
  vec2 normal = vec2(-unit.y, unit.x);
  float radius = width * 0.5 * u_pixelRatio;
  float reach = radius + 1.0;
  // The four corners of a segment's quad follow each other in the buffer.
  int corner = gl_VertexID & 3;
  float side = (corner & 1) == 0 ? -1.0 : 1.0;
  vec2 at = (corner < 2 ? -unit * reach : along + unit * reach) + normal * side * reach;
  v_at = at;
  v_along = along;
  v_radius = radius;
  v_colour = colour;
  gl_Position = vec4((a + at) / (0.5 * u_viewport), 0.0, 1.0);
}
`

export const borderFragment = `
in vec2 v_at;
flat in vec2 v_along;
flat in float v_radius;
flat in vec4 v_colour;
out vec4 colour;
void main() {
  float t = clamp(dot(v_at, v_along) / max(dot(v_along, v_along), 1e-6), 0.0, 1.0);
  float alpha = v_colour.a * clamp(v_radius + 0.5 - distance(v_at, v_along * t), 0.0, 1.0);
  if (alpha <= 0.0) discard;
  colour = vec4(v_colour.rgb * alpha, alpha);
}
`
