# The server form: API and sandbox in one process, PostgreSQL + PostGIS beside it (docker-compose.yml).
# Debian's own Node 24 image stands in for the Node that npm installs elsewhere.

FROM node:24-bookworm-slim AS manifests
WORKDIR /app
COPY package.json package-lock.json ./
COPY server/package.json server/package.json

# The web build needs the bundler's native part, which is an optional dependency, so everything is installed here.
FROM manifests AS web
RUN npm ci --no-audit --no-fund
COPY tsconfig.base.json tsconfig.json ./
COPY partition partition
COPY server server
COPY web web
RUN npm run build:web

# At run time nothing optional is needed: the image has Node, and the web is built.
FROM manifests AS packages
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund && rm -rf node_modules/vite node_modules/@vitejs

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=4000 \
    SHAPAN_DATA_DIR=/data
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json ./
COPY fixtures fixtures
COPY partition partition
COPY server server
COPY --from=web /app/web/dist web/dist
# /secrets: an empty volume takes its owner and mode from here.
RUN install -d -o node -g node -m 0700 /data /secrets && ln -s /app/server/shapan.mjs /usr/local/bin/shapan
USER node
VOLUME /data
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "server/shapan.mjs"]
CMD ["serve"]
