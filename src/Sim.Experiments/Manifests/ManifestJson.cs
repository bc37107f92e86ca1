using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sim.Experiments.Manifests;

internal static class ManifestJson
{
    // Line feeds on every platform, and quotes as people write them: the file is for reading and comparing, not for HTML.
    public static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
