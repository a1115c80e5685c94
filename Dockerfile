# syntax=docker/dockerfile:1
# One base for both stages: the SQLite driver is machine code and needs the same libc in both. The
# version of Node is the one that was proved: a newer one has broken the driver before (.nvmrc).
FROM node:24.21.0-slim AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json ./
COPY db/sqlite-for-node-20 db/sqlite-for-node-20/
RUN npm ci --no-audit --no-fund
COPY . .
# No secret of the app is needed to build, and none is in the image. What Next puts there are keys for
# draft mode and server actions, which this app does not use: SECURITY.md says more.
# Static pages show these: where they are set for the container, set them for the build as well.
ARG AUTH_ACCESS_TOKEN_TTL AUTH_REFRESH_TOKEN_TTL AUTH_REUSE_SCOPE AUTH_PASSWORD_MIN_LENGTH
RUN BUILD_STANDALONE=1 npm run build && mkdir -p public && mkdir -m 0700 data

FROM node:24.21.0-slim
WORKDIR /app
ENV NODE_ENV=production \
  NEXT_TELEMETRY_DISABLED=1 \
  HOSTNAME=0.0.0.0 \
  PORT=3000
# A copied folder keeps its symbolic links, and the standalone server needs them: its external
# packages are links. The code belongs to root, so the server cannot change it.
COPY --from=build /app/.next/standalone ./
COPY --from=build /app/.next/static ./.next/static
COPY --from=build /app/public ./public
COPY --from=build --chown=node:node /app/data ./data
USER node
VOLUME /app/data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=8s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# AUTH_SECRET and APP_URL must be given. Without a secret the server says so and does not start.
# With `users`, `keys` or another of the operator's commands after the image's name this is that command.
ENTRYPOINT ["node", "scripts/image.mjs"]
