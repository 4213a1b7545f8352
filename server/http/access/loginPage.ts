import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'

/**
 * The page that asks a browser for the token. It is one answer that loads nothing, so everything else can stay behind the log-in; its
 * own policy lets in exactly its style and its script, by their hashes. The address stays, and is loaded again after the log-in.
 *
 * The session's cookie is SameSite=Strict, so a browser that follows a link from elsewhere comes without it and sees this page;
 * the script then finds that it is logged in, and loads the address anew: once, lest a browser that keeps the cookie back goes round.
 */
export function sendLoginPage(reply: FastifyReply, acceptLanguage: string | undefined): FastifyReply {
  const language = prefersChinese(acceptLanguage) ? 'zh-CN' : 'en'
  return reply
    .code(401)
    .header('cache-control', 'no-store')
    .header('vary', 'accept, accept-language')
    .header('content-security-policy', policy)
    .type('text/html; charset=utf-8')
    .send(page(language))
}

/** As the sandbox: Chinese for a browser that prefers any Chinese, else English. */
function prefersChinese(acceptLanguage = ''): boolean {
  const [first] = acceptLanguage.toLowerCase().match(/\b(zh|en)\b/g) ?? []
  return first === 'zh'
}

const texts = {
  'zh-CN': {
    title: '登录 · 沙盘',
    heading: '沙盘',
    lead: '请输入此服务器的访问令牌。令牌由部署者设置（SHAPAN_TOKEN）。',
    label: '访问令牌',
    button: '登录',
    wrong: '令牌不正确。',
    wait: '尝试次数过多，请一分钟后再试。',
    offline: '服务器没有响应，请稍后再试。',
    noscript: '登录需要 JavaScript。',
  },
  en: {
    title: 'Log in · Shapan',
    heading: 'Shapan',
    lead: 'Enter the access token of this server. Whoever set it up has chosen it (SHAPAN_TOKEN).',
    label: 'Access token',
    button: 'Log in',
    wrong: 'The token is wrong.',
    wait: 'Too many attempts: try again in a minute.',
    offline: 'The server does not answer: try again later.',
    noscript: 'Logging in needs JavaScript.',
  },
} as const

const style = `
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:16px;color:#1c2d34;background:#f6f8f8;
font:15px/1.55 -apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main{width:100%;max-width:380px;padding:28px;border-radius:12px;background:#fff;
box-shadow:0 1px 2px rgb(18 52 63/8%),0 6px 20px rgb(18 52 63/12%)}
h1{display:flex;gap:10px;align-items:center;margin:0 0 12px;font-size:22px}
p{margin:0 0 16px;color:#52666e}
label{display:block;margin-bottom:4px;font-weight:600}
input,button{width:100%;padding:9px 12px;border-radius:6px;font:inherit}
input{border:1px solid #8a9aa0;color:inherit;background:#fff}
button{margin-top:14px;border:0;color:#fff;background:#12343f;font-weight:600;cursor:pointer}
button:disabled{opacity:.6;cursor:default}
:focus-visible{outline:2px solid #2f7f8f;outline-offset:2px}
#message{min-height:1.55em;margin:10px 0 0;color:#a8261c}`

const script = `
const form=document.querySelector('form'),field=document.querySelector('input'),
button=document.querySelector('button'),message=document.getElementById('message')
fetch('/api/session').then(answer=>answer.json()).then(({signedIn})=>{
if(!signedIn||Date.now()-sessionStorage.getItem('shapan.entered')<10000)return
sessionStorage.setItem('shapan.entered',Date.now())
location.reload()},()=>{})
form.addEventListener('submit',async event=>{
event.preventDefault()
button.disabled=true
message.textContent=''
try{
const answer=await fetch('/api/session',{method:'POST',headers:{'content-type':'application/json'},
body:JSON.stringify({token:field.value.trim()})})
if(answer.ok)return location.reload()
message.textContent=answer.status===429?form.dataset.wait:answer.status<500?form.dataset.wrong:form.dataset.offline
field.select()
}catch{message.textContent=form.dataset.offline}
button.disabled=false
})`

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
const policy = [
  "default-src 'none'",
  `script-src ${hashOf(script)}`,
  `style-src ${hashOf(style)}`,
  "connect-src 'self'",
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

function page(language: keyof typeof texts): string {
  const text = texts[language]
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${text.title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1><svg width="32" height="32" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" fill="#12343f"/><path fill="#f2c879" d="M16 5.2l4.6 2.65v5.3L16 15.8l-4.6-2.65v-5.3z"/><path fill="#6fb7a8" d="M10.9 14.1l4.6 2.65v5.3l-4.6 2.65-4.6-2.65v-5.3z"/><path fill="#8fb3dd" d="M21.1 14.1l4.6 2.65v5.3l-4.6 2.65-4.6-2.65v-5.3z"/></svg>${text.heading}</h1>
<p>${text.lead}</p>
<form data-wrong="${text.wrong}" data-wait="${text.wait}" data-offline="${text.offline}">
<label for="token">${text.label}</label>
<input id="token" type="password" autocomplete="current-password" spellcheck="false" maxlength="500" required autofocus>
<button>${text.button}</button>
<p id="message" role="alert"></p>
</form>
<noscript>${text.noscript}</noscript>
</main>
<script>${script}</script>
</body>
</html>
`
}
