using System.Reflection;

namespace Sim.Cli.Output;

/// <summary>The version of this tool.</summary>
internal static class ToolVersion
{
    /// <summary>Version without the build's source revision, which would differ between equal results.</summary>
    public static string Text { get; } =
        (typeof(ToolVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];
}
