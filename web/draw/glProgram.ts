/** A compiled WebGL program with its uniform locations by name. Throws with the driver's log where a shader is wrong. */
export interface GlProgram {
  program: WebGLProgram
  /** draws that follow use it */
  activate: () => void
  uniform: (name: string) => WebGLUniformLocation | null
}

/** `attributes` get the locations 0, 1, …, the same in every program that is drawn with one vertex array. */
export function createGlProgram(
  gl: WebGL2RenderingContext,
  vertex: string,
  fragment: string,
  attributes: readonly string[] = [],
): GlProgram {
  const program = gl.createProgram()
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(type)!
    gl.shaderSource(shader, `#version 300 es\nprecision highp float;\nprecision highp int;\n${source}`)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
    gl.deleteShader(shader)
  }
  for (const [location, name] of attributes.entries()) gl.bindAttribLocation(program, location, name)
  gl.linkProgram(program)
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
    // A lost context links nothing and has no log; MapLibre adds the layer again once it is restored.
    if (!gl.isContextLost()) throw new Error(`shader: ${gl.getProgramInfoLog(program) ?? 'no log'}`)
  }
  const locations = new Map<string, WebGLUniformLocation | null>()
  return {
    program,
    activate: () => gl.useProgram(program),
    uniform(name) {
      if (!locations.has(name)) locations.set(name, gl.getUniformLocation(program, name))
      return locations.get(name) ?? null
    },
  }
}
