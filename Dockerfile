# One image per app: docker build --target api|processor|sandbox|migrate .     docs/operations/images.md says what is in each.

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .nvmrc ./
# No package needs its install script, so none is run.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY apps apps
COPY libs libs
COPY packages packages
COPY tools tools
RUN npm run build && node dist/tools/src/images/build-images.js /images

FROM node:24-slim AS runtime
WORKDIR /app
ENV NODE_ENV=production
ENV PATH=/app/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
USER node

FROM runtime AS migrate
COPY --from=build /images/migrate ./
CMD ["sendstream", "migrate"]

FROM runtime AS sandbox
COPY --from=build /images/sandbox ./
EXPOSE 8082
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://localhost:'+(process.env.SANDBOX_PORT||8082)+'/health').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "dist/apps/sandbox/src/main.js"]

FROM runtime AS processor
COPY --from=build /images/processor ./
EXPOSE 8081
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://localhost:'+(process.env.PROCESSOR_PORT||8081)+'/live').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "dist/apps/processor/src/main.js"]

FROM runtime AS api
COPY --from=build /images/api ./
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://localhost:'+(process.env.PORT||8080)+'/live').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "dist/apps/api/src/main.js"]
