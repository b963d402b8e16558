# The image of Tocsin: the `tocsin` command with what it needs at run time and nothing else.
# It is written for any builder, also those without BuildKit.
#
#   docker build -t tocsin .                           the command
#   docker build -t tocsin-source --target source .    a checkout that runs from source; it makes the demo's recording

FROM node:24-slim AS source
# Scripts of packages never run: Node is that of the image, and every native module comes as a built package.
ENV CI=true NPM_CONFIG_IGNORE_SCRIPTS=true
WORKDIR /app
# First what the lock file names, so that a change of the sources does not load it again.
COPY pnpm-workspace.yaml pnpm-lock.yaml ./
COPY pnpm-lock.yaml patches* ./patches/
RUN npx -y pnpm@12.21.0 fetch
COPY . .
RUN npx -y pnpm@12.21.0 install --frozen-lockfile --offline \
  && mkdir /recording \
  && chown node:node /recording
USER node

FROM source AS build
USER root
RUN node_modules/.bin/tsc -b services/cli \
  && rm -rf node_modules packages/*/node_modules services/*/node_modules \
  && npx -y pnpm@12.21.0 install --prod --frozen-lockfile --offline --filter "@tocsin/cli..." \
  && node infra/docker/production-tree.ts /production

FROM node:24-slim
LABEL org.opencontainers.image.title="tocsin" \
  org.opencontainers.image.description="Rings when many services fail at once: detects simultaneous failures and names the shared component." \
  org.opencontainers.image.version="0.2.0" \
  org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production
COPY --from=build /production /app
USER node
# Relative paths on the command line count from here; mount what the command reads and writes.
WORKDIR /data
EXPOSE 9464
# For `tocsin run`; other commands end before it matters.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.TOCSIN_HTTP_PORT || 9464}/livez`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/services/cli/dist/main.js"]
