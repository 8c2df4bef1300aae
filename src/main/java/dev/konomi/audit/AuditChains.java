package dev.konomi.audit;

import dev.konomi.tenant.ActiveTenant;
import dev.konomi.web.Cursor;
import dev.konomi.web.Page;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Reads chains: the active tenant's own, or the system's for a caller who belongs to none. */
@ApplicationScoped
class AuditChains {
    private static final int STEP = 500;

    private final AuditTable table;
    private final ActiveTenant tenant;

    AuditChains(AuditTable table, ActiveTenant tenant) {
        this.table = table;
        this.tenant = tenant;
    }

    Page<AuditView> list(AuditFilter filter, int limit) {
        List<AuditEvent> events = read(chain -> table.newest(chain, filter, limit + 1));
        return Page.of(events, limit, event -> Cursor.encode(Long.toString(event.sequence())))
                .map(AuditView::of);
    }

    ChainCheck.Verdict verify() {
        return read(chain -> {
            // read first: events that come while we walk are not missing from the end
            AuditTable.Head head = table.head(chain).orElse(new AuditTable.Head(0, AuditEvent.START));
            ChainCheck check = new ChainCheck();
            while (true) {
                int want = (int) Math.min(STEP, head.sequence() - check.sequence());
                List<AuditEvent> events = want < 1 ? List.of() : table.after(chain, check.sequence(), want);
                Optional<ChainCheck.Verdict> broken = check.next(events);
                if (broken.isPresent()) {
                    return broken.get();
                }
                if (events.size() < want || want < STEP) {
                    return check.end(head);
                }
            }
        });
    }

    /** Writes the whole chain, oldest first, one event a line. */
    void export(OutputStream out) throws IOException {
        long sequence = 0;
        while (true) {
            long from = sequence;
            List<AuditEvent> events = read(chain -> table.after(chain, from, STEP));
            for (AuditEvent event : events) {
                out.write((event.exported() + "\n").getBytes(StandardCharsets.UTF_8));
                sequence = event.sequence();
            }
            if (events.size() < STEP) {
                return;
            }
        }
    }

    private interface Read<T> {
        T of(String chain);
    }

    private <T> T read(Read<T> read) {
        String slug = tenant.slug();
        if (!slug.isEmpty()) {
            return read.of(slug);
        }
        Callable<T> ofSystem = () -> read.of(AuditLog.SYSTEM_CHAIN);
        try {
            return tenant.runAsSystem(ofSystem);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the chain of the system could not be read", e);
        }
    }
}
