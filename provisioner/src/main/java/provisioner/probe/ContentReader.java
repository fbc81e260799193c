package provisioner.probe;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import provisioner.sh.Sh;
import provisioner.state.Bytes;
import provisioner.state.Observation.Content;
import provisioner.state.Observation.ContentState;
import provisioner.state.Observation.ContentTooLarge;
import provisioner.state.Observation.NoContent;
import provisioner.state.Observation.SameContent;
import provisioner.state.Observed;
import provisioner.state.Query.ContentQuery;

/**
 * Reads contents. One {@code sha256sum -c} over all files tells which differ from the digest in the query. The host
 * sends only these, so that a converged host sends nothing. Where others than root can alter the way, content is read once,
 * from one descriptor.
 */
final class ContentReader implements Reader<ContentQuery> {
    private static final String NEVER = "0".repeat(64);

    @Override
    public String script(List<ContentQuery> queries) {
        // If two queries for one path differ, the host sends the content, which is compared here.
        Map<String, String> unless = new LinkedHashMap<>();
        for (ContentQuery query : queries) {
            String digest = query.unlessSha256().isEmpty() ? NEVER : query.unlessSha256();
            unless.merge(query.path(), digest, (a, b) -> a.equals(b) ? a : NEVER);
        }
        int limit = queries.stream().mapToInt(ContentQuery::limit).max().orElse(0);
        StringBuilder files = new StringBuilder();
        unless.forEach((path, digest) -> files.append("  \"$1\" ")
                .append(digest)
                .append(' ')
                .append(Sh.quote(path))
                .append('\n'));
        return """
                pv_file() {
                  if [ -n "$pv_soft" ] && pv_careful "$2"; then return; fi
                  if [ -f "$2" ]; then printf '%%s  %%s\\n' "$1" "$2"; fi
                }
                pv_their_file() {
                  pv_slow pv_content "$2"
                }
                pv_content() {
                  if [ -L "$2" ] || [ ! -f "$2" ]; then return; fi
                  part content
                  printf '%%s\\n' "$1"
                  pv_regular "$2" | head -c %d
                }
                pv_files() {
                %s}
                pv_files pv_file | sha256sum -c 2>/dev/null | while IFS= read -r pv_line; do
                  pv_path=${pv_line%%: *}
                  case $pv_path in
                  \\\\*) pv_path=$(printf '%%b' "${pv_path#?}") ;;
                  esac
                  case $pv_line in
                  *': OK') say content.same "$pv_path" ;;
                  *': FAILED open or read') say content.unread "$pv_path" ;;
                  *)
                    pv_size=$(stat -L -c %%s "$pv_path" 2>/dev/null) || continue
                    if [ "$pv_size" -gt %d ]; then
                      say content.large "$pv_size $pv_path"
                    else
                      part content
                      printf '%%s\\n' "$pv_path"
                      cat <"$pv_path"
                    fi
                    ;;
                  esac
                done
                if [ -n "$pv_soft" ]; then pv_files pv_their_file; fi
                """.formatted(limit + 1L, files, limit);
    }

    @Override
    public void read(List<ContentQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
        Map<String, Optional<Bytes>> contents = new HashMap<>();
        Map<String, Long> sizes = new HashMap<>();
        for (Bytes same : answers.all("content.same")) {
            contents.put(Answers.text(same, "content.same"), Optional.empty());
        }
        for (Bytes content : answers.all("content")) {
            Map.Entry<String, Bytes> named = Answers.named(content);
            contents.put(named.getKey(), Optional.of(named.getValue()));
        }
        for (Bytes large : answers.all("content.large")) {
            String text = Answers.text(large, "content.large");
            int blank = text.indexOf(' ');
            sizes.put(text.substring(blank + 1), Long.valueOf(text.substring(0, blank)));
        }
        Set<String> unread = new HashSet<>();
        for (Bytes path : answers.all("content.unread")) {
            unread.add(Answers.text(path, "content.unread"));
        }
        Reader.each(queries, into, (i, query) -> {
            if (unread.contains(query.path())) {
                throw PathFormat.unreadable(query.path());
            }
            return state(query, contents, sizes);
        });
    }

    private static ContentState state(
            ContentQuery query, Map<String, Optional<Bytes>> contents, Map<String, Long> sizes) {
        Long size = sizes.get(query.path());
        if (size != null) {
            return new ContentTooLarge(size);
        }
        Optional<Bytes> content = contents.get(query.path());
        if (content == null) {
            return new NoContent();
        }
        if (content.isEmpty() || content.get().sha256().equals(query.unlessSha256())) {
            return new SameContent();
        }
        Bytes bytes = content.get();
        return bytes.size() > query.limit() ? new ContentTooLarge(bytes.size()) : new Content(bytes);
    }
}
