FROM node:20-bookworm
ENV NODE_ENV production
RUN npm install --global --ignore-scripts is-number@7.0.0 && \
    npm ls --global
CMD node
# fixes: language-cache-left, env-legacy-format
# keeps: /usr/local/lib/node_modules/is-number/index.js
# gone: /root/.npm
