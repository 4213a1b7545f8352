/**
 * What was drawn in the last frame, kept in a texture of the canvas's size: a frame in which only some cells changed redraws
 * the rectangle around these, and copies the rest.
 */
import { createGlProgram, type GlProgram } from './glProgram.ts'
import { createNearestTexture } from './nearestTexture.ts'

/** In device pixels, from the lower left corner. */
export type PixelBox = readonly [left: number, bottom: number, right: number, top: number]

export interface KeptPicture {
  /**
   * Brings the picture up to date: `draw` is called with it bound, scissored to `box` where the `key` is still the same, which
   * names all that the picture hangs on beside the cells in the box.
   */
  keep(gl: WebGL2RenderingContext, key: string, box: PixelBox | null, draw: () => void): void
  /** Lays it over what is there. */
  show(gl: WebGL2RenderingContext): void
  forget(gl?: WebGL2RenderingContext): void
}

const copyVertex = `
void main() { gl_Position = vec4(vec2(gl_VertexID << 1 & 2, gl_VertexID & 2) * 2.0 - 1.0, 0.0, 1.0); }
`

const copyFragment = `
uniform sampler2D u_picture;
out vec4 colour;
void main() {
  colour = texelFetch(u_picture, ivec2(gl_FragCoord.xy), 0);
  if (colour.a == 0.0) discard;
}
`

interface Target {
  readonly framebuffer: WebGLFramebuffer
  readonly texture: WebGLTexture
  readonly width: number
  readonly height: number
}

export function createKeptPicture(): KeptPicture {
  let target: Target | null = null
  let copy: GlProgram | null = null
  let keptKey: string | null = null

  function release(gl: WebGL2RenderingContext): void {
    gl.deleteFramebuffer(target?.framebuffer ?? null)
    gl.deleteTexture(target?.texture ?? null)
    target = null
    keptKey = null
  }

  return {
    keep(gl, key, box, draw) {
      const { drawingBufferWidth: width, drawingBufferHeight: height } = gl
      if (target && (target.width !== width || target.height !== height)) release(gl)
      target ??= createTarget(gl, width, height)
      const isWhole = key !== keptKey
      if (!isWhole && !box) return
      gl.bindFramebuffer(gl.FRAMEBUFFER, target.framebuffer)
      gl.viewport(0, 0, width, height)
      if (!isWhole && box) {
        const [left, bottom] = [Math.max(0, Math.floor(box[0])), Math.max(0, Math.floor(box[1]))]
        const [right, top] = [Math.min(width, Math.ceil(box[2])), Math.min(height, Math.ceil(box[3]))]
        gl.enable(gl.SCISSOR_TEST)
        gl.scissor(left, bottom, Math.max(0, right - left), Math.max(0, top - bottom))
      }
      gl.clearColor(0, 0, 0, 0)
      gl.clear(gl.COLOR_BUFFER_BIT)
      gl.disable(gl.BLEND)
      draw()
      gl.disable(gl.SCISSOR_TEST)
      gl.bindFramebuffer(gl.FRAMEBUFFER, null)
      keptKey = key
    },
    show(gl) {
      if (!target) return
      copy ??= createGlProgram(gl, copyVertex, copyFragment)
      copy.activate()
      gl.activeTexture(gl.TEXTURE0)
      gl.bindTexture(gl.TEXTURE_2D, target.texture)
      gl.uniform1i(copy.uniform('u_picture'), 0)
      gl.enable(gl.BLEND)
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
      gl.bindVertexArray(null)
      gl.drawArrays(gl.TRIANGLES, 0, 3)
    },
    forget(gl) {
      if (gl) {
        release(gl)
        gl.deleteProgram(copy?.program ?? null)
      }
      target = null
      copy = null
      keptKey = null
    },
  }
}

function createTarget(gl: WebGL2RenderingContext, width: number, height: number): Target {
  gl.activeTexture(gl.TEXTURE0)
  const texture = createNearestTexture(gl, gl.RGBA8, width, height)
  const framebuffer = gl.createFramebuffer()
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer)
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0)
  return { framebuffer, texture, width, height }
}
