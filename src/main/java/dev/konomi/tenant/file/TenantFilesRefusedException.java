package dev.konomi.tenant.file;

import java.util.List;
import java.util.stream.Collectors;

/** The tenant files cannot be applied; the message names each place and what is wrong there. */
public final class TenantFilesRefusedException extends RuntimeException {
    TenantFilesRefusedException(List<FileProblem> problems) {
        super(message(problems));
    }

    TenantFilesRefusedException(FileProblem problem, Throwable cause) {
        super(message(List.of(problem)), cause);
    }

    TenantFilesRefusedException(String reason, Throwable cause) {
        super(reason, cause);
    }

    private static String message(List<FileProblem> problems) {
        return problems.stream()
                .map(FileProblem::toString)
                .collect(Collectors.joining("\n  ", "the tenant files cannot be applied:\n  ", ""));
    }
}
