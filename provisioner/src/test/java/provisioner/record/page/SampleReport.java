package provisioner.record.page;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import provisioner.record.History;
import provisioner.record.History.Found;
import provisioner.record.History.Seen;
import provisioner.record.Kind;
import provisioner.record.SiteHistory.RunOnHosts;
import provisioner.record.SiteHistory.Stand;
import provisioner.report.html.RecordPage;
import provisioner.report.html.RecordPageWriter;

/** Reports about sample records. A run is known by the minute in which it looked. */
public final class SampleReport {
    private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");
    private static final SitePages.Made MADE = new SitePages.Made(minute(60), "1.0.0 abc", List.of());

    private SampleReport() {}

    static Instant minute(int minute) {
        return START.plusSeconds(60L * minute);
    }

    static Seen seen(int minute) {
        return new Seen(minute(minute), "run-" + minute);
    }

    static Found found(String host, Kind kind, String step, String detail, int first, int last) {
        return new Found(
                "inventory/mine.yml",
                host,
                kind,
                "Web",
                step,
                Optional.of(seen(first - 1)),
                seen(first),
                seen(last),
                Optional.empty(),
                "",
                "playbooks/site.yml:12:7",
                detail);
    }

    static Found resolved(Found open, int minute) {
        return new Found(
                open.site(),
                open.host(),
                open.kind(),
                open.play(),
                open.step(),
                open.lastAbsent(),
                open.first(),
                open.last(),
                Optional.of(seen(minute)),
                "provision, ann@desk",
                open.location(),
                open.detail());
    }

    static Stand stand(String host, String state) {
        boolean lost = state.equals("unreachable");
        return new Stand(host, state, seen(30), lost ? Optional.of(seen(20)) : Optional.empty(), Optional.of(seen(19)));
    }

    static RunOnHosts run(int minute, String command, Map<String, Integer> hosts) {
        return new RunOnHosts(
                new History.Run(
                        "run-" + minute,
                        "inventory/mine.yml",
                        command,
                        minute(minute),
                        4200,
                        hosts.size() > 1 ? 2 : 0,
                        false,
                        "ann@desk",
                        "1.0.0 abc",
                        "playbooks/site.yml",
                        "--limit '<web>'",
                        "",
                        "",
                        "",
                        4,
                        2,
                        0),
                hosts);
    }

    /** Four hosts, of which one is down, and two have drifted in the same way at different times. */
    static SiteRecord few() {
        String diff = "mode: 0644 → 0600\n-a </pre><script>alert(1)</script>\n+b";
        return new SiteRecord(
                "inventory/mine.yml",
                List.of(
                        stand("db-1", "unreachable"),
                        stand("lb-1", "fine"),
                        stand("web-1", "differs"),
                        stand("web-2", "differs")),
                List.of(
                        found("web-1", Kind.DRIFT, "nginx is configured", diff, 10, 30),
                        found("web-2", Kind.DRIFT, "nginx is configured", diff, 15, 30),
                        found("web-2", Kind.UNACCOUNTED, "file /etc/cron.d/mine<b>", "cron job", 30, 30),
                        found("", Kind.CHECK, "the site answers & is fast", "HTTP 502 <html>", 30, 30)),
                List.of(
                        resolved(found("web-1", Kind.DRIFT, "sshd is configured", "port: 22 → 23", 3, 5), 7),
                        resolved(found("web-2", Kind.DRIFT, "sshd is configured", "port: 22 → 23", 3, 5), 7)),
                List.of(
                        run(30, "verify", Map.of("fine", 1, "differs", 2, "unreachable", 1)),
                        run(7, "provision", Map.of("fine", 4))));
    }

    /** More hosts than a page has room for, of which every seventh has drifted. */
    static SiteRecord many() {
        List<Stand> hosts = new ArrayList<>();
        List<Found> open = new ArrayList<>();
        for (int i = 1; i <= 700; i++) {
            String host = i <= 620 ? "web-" + i : "db-" + (i - 620) + ".example.com";
            hosts.add(stand(host, "fine"));
            if (i % 7 == 0) {
                open.add(found(host, Kind.DRIFT, "step " + i % 3, "mode: 0644 → 0600", 10, 30));
            }
        }
        open.add(found("", Kind.CHECK, "the site answers", "HTTP 502", 30, 30));
        return new SiteRecord("fleet", hosts, open, List.of(), List.of(run(30, "verify", Map.of("fine", 700))));
    }

    static SequencedMap<String, RecordPage> pages(SiteRecord site, String name) {
        return SitePages.of(site, name, MADE, List.of());
    }

    /** Both sites, with the page that leads to them. */
    public static void write(Path directory) throws IOException {
        SequencedMap<String, RecordPage> pages = new LinkedHashMap<>();
        RecordPage.Link up = new RecordPage.Link("All sites", "index.html");
        SequencedMap<String, String> names = ReportFiles.names(List.of("inventory/mine.yml", "fleet"));
        List<RecordPage.Part> parts = new ArrayList<>();
        for (SiteRecord site : List.of(few(), many())) {
            String name = names.getOrDefault(site.site(), "");
            pages.putAll(SitePages.of(site, name, MADE, List.of(up)));
            parts.add(SitePages.part(site, name));
        }
        pages.put("index.html", ReportFiles.overview(parts, MADE.at(), MADE.build()));
        for (Map.Entry<String, RecordPage> page : pages.entrySet()) {
            try (Writer out = Files.newBufferedWriter(directory.resolve(page.getKey()))) {
                RecordPageWriter.write(page.getValue(), out);
            }
        }
    }
}
