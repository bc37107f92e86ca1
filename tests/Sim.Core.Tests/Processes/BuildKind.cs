using System.Diagnostics;
using System.Reflection;

namespace Sim.Core.Tests.Processes;

internal static class BuildKind
{
    /// <summary>Whether the compiler optimised it, as in Release builds.</summary>
    public static bool IsOptimised(this Assembly assembly) => assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled != true;
}
