# The program alone: `docker run --rm -v "$PWD:/code:ro" seqscan check`.
FROM rust:1-alpine AS build
RUN apk add --no-cache musl-dev gcc
WORKDIR /seqscan
COPY . .
RUN cargo build --locked --release --bin seqscan

FROM scratch
COPY --from=build /seqscan/target/release/seqscan /usr/local/bin/seqscan
WORKDIR /code
ENTRYPOINT ["/usr/local/bin/seqscan"]
CMD ["check"]
