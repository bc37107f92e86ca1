using Sim.Core.Time;
using Sim.Models.Hypervisor.Io;
using Sim.Models.Scenarios;
using Sim.Models.Workload;
using Sim.Scenarios.Fio;
using Sim.Scenarios.Input;

namespace Sim.Scenarios.Tests;

/// <summary>Places of requests, caches, full queues and databases as users write them.</summary>
public sealed class StoragePlacesTests
{
    private const string Text = """
        name: places
        host:
          cpu: {sockets: 1, coresPerSocket: 4, threadsPerCore: 1, clock: 3 GHz}
          memory: {size: 64 GiB}
          storage: {STORAGE}
        hypervisor:
          kind: KIND
          kvm: {disk: {KVM}}
          esxi: {disk: {ESXI}}
        vms:
          - name: vm
            count: 2
            vcpus: 2
            memory: 4 GiB
            workload: {WORKLOAD}

        """;

    private const string Jobs = "template: disk-jobs, jobs: [{name: a, addresses: {region: 1 GiB}}]";

    [Fact]
    public void Places_and_caches_are_read_from_text()
    {
        var read = Read(
            storage: "drives: 1, disk: {preset: sas-10k-1.8tb}, whenFull: refuse", kind: "esxi",
            esxi: "qFullSampleSize: 32, qFullThreshold: 4, qFullRetry: 2 ms, ssdCache: {capacity: 10 GiB, blockSize: 8 KiB, drive: {preset: micron-9200-7.68tb}, lookup: 2 us}",
            kvm: "ssdCache: {mode: write-back, capacity: 10 GiB, dirtyLimit: 50 %, dirtyTarget: 5 %, writeBackDepth: 8}",
            workload: "template: custom, users: 4, addresses: {order: zipf, region: 10 GiB, start: 1 GiB, skew: 1.2}, stages: [{kind: read, size: 64 KiB}, {kind: write, addresses: {order: sequential, region: 2 GiB}}]");
        var workload = read.Vms[0].Workload;
        Assert.Equal(new AddressSpec { Order = AddressOrder.Zipf, Region = 10L << 30, Start = 1 << 30, Skew = 1.2 }, workload.Addresses);
        // A stage's own places go before those of all.
        Assert.Equal([AddressOrder.Zipf, AddressOrder.Sequential], RequestTemplate.Of(workload).Stages.Select(stage => stage.Addresses!.Order));
        Assert.Equal(11L << 30, DiskRegions.Of(workload));
        var esxi = read.Hypervisor.Esxi.Disk;
        Assert.Equal((32, 4, SimDuration.FromMilliseconds(2), FullQueue.Refuse), (esxi.QFullSampleSize, esxi.QFullThreshold, esxi.QFullRetry, read.Host.Storage.WhenFull));
        Assert.Equal((10L << 30, 8192, "micron-9200-7.68tb", SsdCacheMode.WriteThrough), (esxi.SsdCache!.Capacity, esxi.SsdCache.BlockSize, esxi.SsdCache.Drive.Preset, esxi.SsdCache.Mode));
        var kvm = read.Hypervisor.Kvm.Disk.SsdCache!;
        Assert.Equal((SsdCacheMode.WriteBack, 0.5, 0.05, 8), (kvm.Mode, kvm.DirtyLimit, kvm.DirtyTarget, kvm.WriteBackDepth));
    }

    [Fact]
    public void A_database_is_a_preset_and_what_differs_from_it()
    {
        var oltp = Read(workload: "template: oltp, oltp: {preset: postgresql, clients: 8, data: 2 GiB, logSize: 64 MiB}").Vms[0].Workload.Oltp!;
        Assert.Equal((8, 2L << 30, 8192, 8192, true, false, SimDuration.FromSeconds(300)),
            (oltp.Clients, oltp.Data, oltp.PageSize, oltp.LogBlock, oltp.FullPageWrites, oltp.Doublewrite, oltp.CheckpointInterval));
        // Data, log, and no doublewrite buffer; InnoDB's is 128 pages of 16 KiB.
        Assert.Equal((2L << 30) + (64 << 20), oltp.End);
        Assert.Equal((16L << 30) + (1 << 30) + (2 << 20), new OltpSpec().End);
    }

    [Theory]
    [InlineData("workload", "template: disk-jobs, jobs: [{name: a, addresses: {order: backwards, region: 1 GiB}}]", "vms[0].workload.jobs[0].addresses.order", "'backwards' is not a choice")]
    [InlineData("workload", "template: disk-jobs, jobs: [{name: a, addresses: {start: 1 GiB}}]", "vms[0].workload.jobs[0].addresses.region", "is missing")]
    [InlineData("workload", "template: disk-jobs, jobs: [{name: a, threads: 8, readSize: 1 MiB, addresses: {order: sequential, region: 4 MiB}}]", "vms[0].workload.jobs[0].addresses.region", "leaves 524288 bytes a stream")]
    [InlineData("workload", "template: disk-jobs, addresses: {region: 1 GiB}, jobs: [{name: a}]", "vms[0].workload.addresses", "is not used by disk-jobs")]
    [InlineData("workload", "template: custom, users: 1, stages: [{kind: cpu, demand: 1 ms, addresses: {region: 1 GiB}}]", "vms[0].workload.stages[0].addresses", "does not go to the disk")]
    [InlineData("workload", "template: cpu-bound, users: 1, addresses: {region: 1 GiB}", "vms[0].workload.addresses", "does not go to the disk")]
    [InlineData("workload", "template: disk-jobs, jobs: [{name: a, addresses: {region: 60000 GiB}}]", "host.storage", "the addresses of all VMs take")]
    [InlineData("workload", "template: oltp", "vms[0].workload.oltp", "is missing")]
    [InlineData("workload", "template: cpu-bound, users: 1, oltp: {clients: 3}", "vms[0].workload.oltp", "is no database")]
    [InlineData("workload", "template: oltp, users: 3, oltp: {clients: 3}", "vms[0].workload.users", "is not used by oltp")]
    [InlineData("workload", "template: oltp, oltp: {preset: oracle}", "vms[0].workload.oltp.preset", "'oracle' is no preset")]
    [InlineData("workload", "template: oltp, oltp: {logBlock: 700 B}", "vms[0].workload.oltp.logBlock", "no whole sectors")]
    [InlineData("workload", "template: oltp, oltp: {preset: postgresql, clients: 5000, logSize: 1 MiB}", "vms[0].workload.oltp.logSize", "less than all clients can commit")]
    [InlineData("workload", "template: oltp, oltp: {missRatio: 101 %}", "vms[0].workload.oltp.missRatio", "out of range")]
    [InlineData("storage", "whenFull: refuse", "host.storage.whenFull", "an NVMe drive's queue is never overrun")]
    [InlineData("storage", "drives: 1, disk: {}, whenFull: refuse", "host.storage.whenFull", "only ESXi")]
    [InlineData("kvm", "ssdCache: {capacity: 10 GiB, blockSize: 48 KiB}", "hypervisor.kvm.disk.ssdCache.blockSize", "no power of two")]
    [InlineData("kvm", "ssdCache: {blockSize: 64 KiB}", "hypervisor.kvm.disk.ssdCache.capacity", "is missing")]
    [InlineData("kvm", "ssdCache: {capacity: 16000 GiB}", "hypervisor.kvm.disk.ssdCache.capacity", "more than the caching drive has")]
    [InlineData("kvm", "ssdCache: {capacity: 1 GiB, dirtyTarget: 50 %}", "hypervisor.kvm.disk.ssdCache.dirtyTarget", "nothing is written back")]
    [InlineData("kvm", "cache: writeback, ssdCache: {capacity: 1 GiB}", "hypervisor.kvm.disk.ssdCache", "below another cache")]
    [InlineData("kvm", "kind: vfio, ssdCache: {capacity: 1 GiB}", "hypervisor.kvm.disk.ssdCache", "below kind vfio")]
    [InlineData("esxi", "ssdCache: {capacity: 1 GiB, mode: write-back}", "hypervisor.esxi.disk.ssdCache.mode", "removed in ESXi 7.0")]
    [InlineData("esxi", "qFullThreshold: 0", "hypervisor.esxi.disk.qFullThreshold", "out of range")]
    public void What_cannot_be_is_named(string part, string text, string field, string problem)
    {
        var findings = Assert.Throws<InputException>(() => Read(
            part == "storage" ? text : "", part == "kvm" ? text : "", part == "esxi" ? text : "", part == "workload" ? text : Jobs)).Findings;
        Assert.Contains(findings, finding => finding.Field == field && finding.Problem.Contains(problem, StringComparison.Ordinal));
        Assert.All(findings, finding => Assert.NotEmpty(finding.Allowed));
    }

    [Theory]
    [InlineData("template: oltp, users: 3, oltp: {clients: 3}", "oltp.clients")]
    [InlineData("template: oltp, rate: 3 /s, oltp: {clients: 3}", "what oltp says")]
    [InlineData("template: disk-jobs, users: 3, jobs: [{name: a}]", "what the jobs say")]
    public void A_load_that_a_template_does_not_take_is_told_what_says_it_instead(string workload, string instead) =>
        Assert.Equal(instead, Assert.Single(Assert.Throws<InputException>(() => Read(workload: workload)).Findings).Allowed);

    [Fact]
    public void A_cache_that_nothing_can_hit_is_an_error()
    {
        var findings = Assert.Throws<InputException>(() => Read(kvm: "ssdCache: {capacity: 1 GiB}", workload: "template: disk-jobs, jobs: [{name: a}]")).Findings;
        Assert.Contains(findings, finding => finding.Field == "hypervisor.kvm.disk.ssdCache" && finding.Problem.Contains("no VM says where", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("rw=randread\nsize=1g\nrandom_distribution=zipf:1.2\nfilename=/dev/vdb\noffset=1m", AddressOrder.Zipf, 1L << 30, 1 << 20, 1.2)]
    [InlineData("rw=read\nsize=1g\nnumjobs=4", AddressOrder.Sequential, 4L << 30, 0, 0.99)]
    [InlineData("rw=randwrite\nsize=1g\nnumjobs=4\nfilename=/dev/vdb", AddressOrder.Random, 1L << 30, 0, 0.99)]
    public void Places_of_a_fio_job_are_those_of_its_files(string options, AddressOrder order, long region, long start, double skew)
    {
        var (jobs, _) = FioJobFile.Parse("[a]\ndirect=1\nioengine=libaio\n" + options, "a.fio");
        Assert.Equal(new AddressSpec { Order = order, Region = region, Start = start, Skew = skew }, Assert.Single(jobs).Addresses);
    }

    [Theory]
    [InlineData("size=100%", "size in percent has no effect here")]
    [InlineData("rw=randread\nsize=1g\nrandom_distribution=pareto:0.2", "random_distribution=pareto:0.2 has no effect here")]
    public void What_a_fio_job_says_in_vain_is_remarked(string options, string remark)
    {
        var (_, remarks) = FioJobFile.Parse("[a]\ndirect=1\n" + options, "a.fio");
        Assert.Contains(remark, remarks);
    }

    [Theory]
    [InlineData("rw=randread\nsize=1g\nrandom_distribution=zipf:9", "a.random_distribution", "no exponent in range")]
    [InlineData("rw=randread\nrandom_distribution=zipf:1.1", "a.random_distribution", "no known length")]
    [InlineData("size=big", "a.size", "'big' is not a size")]
    public void Wrong_places_of_a_fio_job_are_named(string options, string field, string problem)
    {
        var findings = Assert.Throws<InputException>(() => FioJobFile.Parse("[a]\ndirect=1\n" + options, "a.fio")).Findings;
        Assert.Contains(findings, finding => finding.Field == field && finding.Problem.Contains(problem, StringComparison.Ordinal));
    }

    private static Scenario Read(string storage = "", string kvm = "", string esxi = "", string workload = Jobs, string kind = "kvm")
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, Text.Replace("STORAGE", storage, StringComparison.Ordinal).Replace("KVM", kvm, StringComparison.Ordinal).Replace("ESXI", esxi, StringComparison.Ordinal)
                .Replace("WORKLOAD", workload, StringComparison.Ordinal).Replace("KIND", kind, StringComparison.Ordinal));
            return ScenarioReader.Read(path).Value;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
