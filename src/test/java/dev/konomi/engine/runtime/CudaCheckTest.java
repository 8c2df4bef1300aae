package dev.konomi.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CudaCheckTest {
    private static final Path DRIVER = Path.of("/dev/nvidiactl");
    private static final CudaCheck.Start STARTS = () -> {};

    @Test
    void a_build_for_the_cpu_names_the_build_that_is_needed() {
        CudaCheck check = new CudaCheck(false, DRIVER::equals, STARTS);

        assertThat(check.missing())
                .hasValueSatisfying(
                        missing -> assertThat(missing).contains("for the CPU only", "./mvnw package -Pcuda"));
    }

    @Test
    void a_machine_without_a_driver_is_told_so_before_any_library_is_loaded() {
        CudaCheck check = new CudaCheck(true, path -> false, () -> {
            throw new AssertionError("must not be loaded");
        });

        assertThat(check.missing())
                .hasValueSatisfying(missing -> assertThat(missing)
                        .contains("no NVIDIA driver", "/dev/nvidiactl", "docker run --gpus all", "nvidia.com/gpu"));
    }

    @Test
    void a_library_that_does_not_load_is_named() {
        CudaCheck check = new CudaCheck(true, DRIVER::equals, () -> {
            throw new OrtException("libcudnn.so.9: cannot open shared object file");
        });

        assertThat(check.missing())
                .hasValueSatisfying(missing -> assertThat(missing)
                        .contains(
                                "libcudnn.so.9: cannot open shared object file", "CUDA and cuDNN", "LD_LIBRARY_PATH"));
    }

    @Test
    void nothing_is_missing_where_the_provider_starts() {
        CudaCheck check = new CudaCheck(true, DRIVER::equals, STARTS);

        assertThat(check.missing()).isEmpty();
        assertThatCode(() -> OnnxRuntime.requireCuda(check)).doesNotThrowAnyException();
    }

    @Test
    void asked_for_by_name_it_is_refused_with_the_reason_and_the_way_out() {
        assertThatThrownBy(() -> OnnxRuntime.requireCuda(new CudaCheck(false, DRIVER::equals, STARTS)))
                .isInstanceOf(EngineException.class)
                .hasMessageContainingAll("device cuda was asked for", "-Pcuda", "choose device auto or cpu");
    }
}
