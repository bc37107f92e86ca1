using System.Collections.Immutable;
using System.Reflection;
using Sim.Models.Hypervisor.Kvm;
using Sim.Models.Parameters;
using Sim.Models.Scenarios;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;

namespace Sim.Scenarios;

/// <summary>The kernel of a KVM host: that there is one of the name, that it knows the keys that are given, and what it sets otherwise.</summary>
public static class KernelCheck
{
    /// <summary>Checks the kernel and the keys of its scheduler.</summary>
    /// <param name="kvm">The KVM block.</param>
    /// <param name="field">Where it stands in the file.</param>
    /// <param name="report">Takes the findings.</param>
    public static void Run(KvmSpec kvm, string field, FindingReporter report)
    {
        if (KernelPreset.Find(kvm.Kernel) is not { } preset)
        {
            report.Add(field + ".kernel", $"'{kvm.Kernel}' is not a kernel", string.Join(", ", KernelPreset.Names), NearestName.Of(kvm.Kernel, KernelPreset.Names));
            return;
        }

        if (!preset.HasCoreScheduling && kvm.Scheduler.CoreScheduling != CoreScheduling.Off)
        {
            report.Add($"{field}.scheduler.coreScheduling", $"came with Linux 5.14; kernel '{preset.Name}' has none",
                $"off, or one of the kernels {string.Join(", ", KernelPreset.All.Where(one => one.HasCoreScheduling).Select(one => one.Name))}");
        }

        var other = preset.Policy == FairPolicy.Cfs ? "EEVDF (Linux 6.6 and later)" : "CFS (Linux up to 6.5)";
        var others = KernelPreset.All.Where(one => one.Policy != preset.Policy).Select(one => one.Name);
        foreach (var property in FieldNames.PropertiesOf(typeof(FairSchedulerSpec)))
        {
            // A key that the preset sets to nothing is one that its policy does not have.
            if (property.GetValue(preset.Scheduler) is not null || property.GetValue(kvm.Scheduler) is null) continue;
            report.Add($"{field}.scheduler.{FieldNames.KeyOf(property)}", $"is a tunable of {other}, which kernel '{preset.Name}' does not run",
                $"only with a kernel that does: {string.Join(", ", others)}");
        }
    }

    /// <summary>Checks that the kernel gives threads the slices that they ask for, and that a guest's polling can begin.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="kernel">The kernel of the host.</param>
    /// <param name="field">Where the VM stands in the file.</param>
    /// <param name="report">Takes the findings.</param>
    public static void CheckVm(VmSpec vm, string kernel, string field, FindingReporter report)
    {
        if (vm.Kvm.HaltPoll is var poll && poll.GrowStart > poll.Maximum)
            report.Add(field + ".kvm.haltPoll.growStart", $"{poll.GrowStart} is more than the longest window {poll.Maximum}", $"up to {poll.Maximum}");
        if (KernelPreset.Find(kernel) is not { SliceRules: SliceRules.None }) return;
        foreach (var (key, slice) in vm.Kvm.Slices)
        {
            report.Add($"{field}.kvm.{key}", $"asks for {slice}, and kernel '{kernel}' has one slice for all threads",
                $"only with a kernel from 6.12 on: {string.Join(", ", KernelPreset.All.Where(one => one.SliceRules != SliceRules.None).Select(one => one.Name))}");
        }
    }

    /// <summary>Adds to the defaults what the kernel set on this host, where the file gives nothing.</summary>
    /// <param name="defaults">The defaults of the file.</param>
    /// <param name="kvm">The KVM block.</param>
    /// <param name="pcpus">CPUs of the host.</param>
    /// <param name="field">Where the block stands in the file.</param>
    public static ImmutableArray<DefaultUsed> Note(ImmutableArray<DefaultUsed> defaults, KvmSpec kvm, int pcpus, string field)
    {
        var preset = KernelPreset.Of(kvm);
        var settled = preset.On(kvm.Scheduler, pcpus);
        var set = ImmutableArray.CreateBuilder<DefaultUsed>();
        foreach (var property in FieldNames.PropertiesOf(typeof(FairSchedulerSpec)))
        {
            if (property.GetValue(kvm.Scheduler) is not null || property.GetValue(settled) is not { } value) continue;
            var facts = property.GetCustomAttribute<ParameterAttribute>()!;
            var certainty = facts.Certainty == Certainty.Assumed || preset.Certainty == Certainty.Assumed ? Certainty.Assumed : facts.Certainty;
            var source = preset.Name == KernelPreset.Custom ? facts.Source : $"kernel {preset.Name}: {preset.Source}";
            set.Add(new DefaultUsed($"{field}.scheduler.{FieldNames.KeyOf(property)}", ValueDescription.Format(value, facts), facts.Meaning, certainty, source));
        }

        // In file order: the kernel, what it sets, the rest.
        var at = 0;
        while (at < defaults.Length && !defaults[at].Field.StartsWith(field + ".", StringComparison.Ordinal)) at++;
        if (at < defaults.Length && defaults[at].Field == field + ".kernel") at++;
        return defaults.InsertRange(at, set);
    }
}
