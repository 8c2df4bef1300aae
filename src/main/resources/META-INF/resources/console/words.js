// Every word that a person reads, in both languages.

const WORDS = {
  en: {
    skip: 'Skip to the content', adapters: 'Adapters', signOut: 'Sign out', language: '日本語', theme: 'Light or dark',
    signInTitle: 'Teach it what you like', signInText: 'Look at pictures, say which are good, and Konomi paints more like them.',
    user: 'User', password: 'Password', signIn: 'Sign in', signingIn: 'Signing in…',
    demoHint: 'Demonstration: try one of these, the password is “demo”.',
    token: 'Access token', tokenHint: 'Sign-in happens at your identity provider. Paste an access token of yours.',
    expired: 'Your sign-in has expired. Sign in again; nothing you marked is lost.',
    operatorHint: 'This account belongs to no tenant. Sign in as somebody of a tenant to see adapters.',
    noAdapters: 'There is no adapter yet.', liveVersion: 'Live', base: 'base model', version: (n) => n === 0 ? 'base model' : `version ${n}`,
    versionsCount: (n) => n === 1 ? '1 version' : `${n} versions`, roundsCount: (n) => n === 1 ? '1 round' : `${n} rounds`,
    giveFeedback: 'Give feedback', watch: 'Watch', openRound: 'Open a round', opening: 'Opening…', details: 'Details',
    noRound: 'No open round', roundOpened: 'Round opened. Pictures are being painted.',
    round: (n) => `Round ${n}`, rounds: 'Rounds', versions: 'Versions', noRounds: 'No rounds yet.',
    state: { SAMPLING: 'Painting', AWAITING_FEEDBACK: 'Waiting for you', TRAINING: 'Training', DONE: 'Done', CANCELLED: 'Cancelled', FAILED: 'Failed' },
    vstate: { candidate: 'candidate', held: 'held', live: 'live', canary: 'canary', retired: 'retired' },
    guidelines: 'What is good', noGuidelines: 'No guidelines were written. Judge by your taste.',
    good: 'Good', bad: 'Bad', skipIt: 'Skip', best: 'Best', none: 'not judged', undo: 'Undo', noneGood: 'None is good',
    judged: (n, all) => `${n} of ${all} judged`,
    saved: 'All saved', saving: 'Saving…', offline: (n) => `Offline. ${n} not saved yet; trying again`, refused: 'Not saved',
    keys: 'Keys', keyMove: 'move', keyUndo: 'undo', keyNone: 'none is good', keyHelp: 'Arrows move, G good, B bad, S skip, Enter best, U undo, N none is good',
    image: (n) => `Image ${n}`, grid: 'Pictures of this round',
    submit: 'Submit and train', submitTitle: 'Train on this feedback?', submitYes: 'Train', cancel: 'Back',
    submitText: 'The feedback of this round is final once training begins.',
    unjudged: 'Not judged', needBoth: 'Mark at least one good and one bad picture first.',
    waitAdmin: 'Your marks are saved. An admin of your tenant starts the training.',
    painting: 'Painting the pictures', trainingTitle: 'Learning from your feedback',
    stage: { waiting: 'Waiting for its turn', sampling: 'Painting', encoder: 'Learning what you see in the pictures', policy: 'Learning to paint like them', audit: 'Checking what the new version paints', publishing: 'Publishing the new version', waiting_for_object_store: 'Waiting for the object store: it is away or full' },
    queue: (n) => `${n} ahead in the queue`, left: (text) => `about ${text} left`, seconds: (n) => `${n} s`, minutes: (n) => `${n} min`,
    done: (n) => `Version ${n} is ready`, doneText: 'See what changed, side by side, before anybody else does.',
    compare: 'Compare before and after', compareLive: 'Compare with live', failed: 'The round failed', cancelled: 'The round was cancelled',
    cancelRound: 'Cancel the round', cancelTitle: 'Cancel this round?', cancelText: 'What it cost is lost. Its pictures and marks stay readable.', cancelYes: 'Cancel the round',
    measured: 'What the round measured', labels: 'labels', imagesWord: 'images', sampledIn: 'painting', trainedIn: 'training',
    compareTitle: 'Before and after', before: 'Before', after: 'After', prompt: 'Prompt', seed: 'Seed', another: 'Other seeds', paint: 'Paint', paintingNow: 'Painting…',
    sameSeed: 'Same prompt, same seed: only what was learned differs.',
    promote: (n) => `Promote version ${n}`, rollback: (n) => n === 0 ? 'Back to the base model' : `Back to version ${n}`,
    promoted: (n) => n === 0 ? 'The base model is live again' : `Version ${n} is live`, pending: 'Waits for a second admin to agree', isLive: (n) => n === 0 ? 'The base model is live' : `Version ${n} is live`,
    held: {
      diversity: (found, limit) => `Its pictures of one prompt are ${percent(found)} as varied as the base model's (at least ${percent(limit)})`,
      drift: (found, limit) => `Its pictures are ${found.toFixed(2)} away from the base model's of the same seeds (at most ${limit.toFixed(2)})`,
      recognition: (found, limit) => `The base model recognises the prompt in ${percent(found)} as many of its pictures (at least ${percent(limit)})`,
      policy_recognition: (found, limit) => `The base model recognises your audit prompts in ${percent(found)} as many of its pictures (at least ${percent(limit)})`,
    },
    heldTitle: (n) => `Version ${n} is held`, heldText: 'Its audit has something against it. It can go live all the same if you say why; your reason is kept in the audit log.',
    heldReason: 'Reason', heldYes: 'Promote all the same', heldNext: 'The next round goes on from the newest version that is not held.',
    report: 'What it learned', reportTitle: (n) => `What version ${n} learned`, goal: { reached: 'The target is reached', left: (n) => `About ${n} more ${n === 1 ? 'round' : 'rounds'} to the target` },
    onlyAdmin: 'An admin of your tenant can promote it.', history: 'History', origin: { base: 'base', round: 'round', import: 'import' },
    reload: 'Try again', loading: 'Loading…', notFound: 'There is no such page.', requestId: 'request',
    failedLoad: 'This picture could not be loaded', unreachable: 'The server cannot be reached.', back: 'Back',
  },
  ja: {
    skip: '本文へ移動', adapters: 'アダプター', signOut: 'サインアウト', language: 'English', theme: '明暗の切り替え',
    signInTitle: '好みを教えてください', signInText: '画像を見て良し悪しを選ぶだけで、Konomi がその好みに合わせて描くようになります。',
    user: 'ユーザー', password: 'パスワード', signIn: 'サインイン', signingIn: 'サインインしています…',
    demoHint: 'デモ環境です。次のいずれかをお使いください（パスワードは demo）。',
    token: 'アクセストークン', tokenHint: 'サインインは認証サーバーで行います。アクセストークンを貼り付けてください。',
    expired: 'サインインの有効期限が切れました。もう一度サインインしてください。評価は失われていません。',
    operatorHint: 'このアカウントはテナントに属していません。テナントのユーザーでサインインしてください。',
    noAdapters: 'アダプターはまだありません。', liveVersion: '公開中', base: 'ベースモデル', version: (n) => n === 0 ? 'ベースモデル' : `バージョン ${n}`,
    versionsCount: (n) => `${n} バージョン`, roundsCount: (n) => `${n} ラウンド`,
    giveFeedback: '評価する', watch: '進み具合を見る', openRound: 'ラウンドを開く', opening: '開いています…', details: '詳細',
    noRound: '開いているラウンドはありません', roundOpened: 'ラウンドを開きました。画像を描いています。',
    round: (n) => `ラウンド ${n}`, rounds: 'ラウンド', versions: 'バージョン', noRounds: 'ラウンドはまだありません。',
    state: { SAMPLING: '描画中', AWAITING_FEEDBACK: '評価待ち', TRAINING: '学習中', DONE: '完了', CANCELLED: '中止', FAILED: '失敗' },
    vstate: { candidate: '候補', held: '保留中', live: '公開中', canary: '試験公開', retired: '引退' },
    guidelines: '良い画像の基準', noGuidelines: '基準は書かれていません。お好みで判断してください。',
    good: '良い', bad: '悪い', skipIt: '保留', best: '一番', none: '未評価', undo: '元に戻す', noneGood: '良いものはない',
    judged: (n, all) => `${all} 枚中 ${n} 枚を評価`,
    saved: 'すべて保存済み', saving: '保存しています…', offline: (n) => `オフラインです。未保存 ${n} 件、再送しています`, refused: '保存できません',
    keys: 'キー', keyMove: '移動', keyUndo: '元に戻す', keyNone: '良いものはない', keyHelp: '矢印で移動、G 良い、B 悪い、S 保留、Enter 一番、U 元に戻す、N 良いものはない',
    image: (n) => `画像 ${n}`, grid: 'このラウンドの画像',
    submit: '提出して学習する', submitTitle: 'この評価で学習しますか？', submitYes: '学習する', cancel: '戻る',
    submitText: '学習が始まると、このラウンドの評価は変更できません。',
    unjudged: '未評価', needBoth: '良い画像と悪い画像を少なくとも 1 枚ずつ選んでください。',
    waitAdmin: '評価は保存されました。学習はテナントの管理者が開始します。',
    painting: '画像を描いています', trainingTitle: '評価から学んでいます',
    stage: { waiting: '順番を待っています', sampling: '描画中', encoder: '画像の見方を学んでいます', policy: '描き方を学んでいます', audit: '新しいバージョンの画像を点検しています', publishing: '新しいバージョンを公開しています', waiting_for_object_store: 'オブジェクトストアの復旧を待っています（停止中または容量不足）' },
    queue: (n) => `待ち ${n} 件`, left: (text) => `残り約 ${text}`, seconds: (n) => `${n} 秒`, minutes: (n) => `${n} 分`,
    done: (n) => `バージョン ${n} ができました`, doneText: '公開する前に、違いを並べて確かめてください。',
    compare: '前と後を比べる', compareLive: '公開中と比べる', failed: 'ラウンドは失敗しました', cancelled: 'ラウンドは中止されました',
    cancelRound: 'ラウンドを中止', cancelTitle: 'このラウンドを中止しますか？', cancelText: 'かかった計算は無駄になります。画像と評価は残ります。', cancelYes: '中止する',
    measured: 'このラウンドの測定値', labels: '評価', imagesWord: '画像', sampledIn: '描画', trainedIn: '学習',
    compareTitle: '前と後', before: '前', after: '後', prompt: 'プロンプト', seed: 'シード', another: '別のシード', paint: '描く', paintingNow: '描いています…',
    sameSeed: 'プロンプトもシードも同じです。違いは学んだことだけです。',
    promote: (n) => `バージョン ${n} を公開する`, rollback: (n) => n === 0 ? 'ベースモデルに戻す' : `バージョン ${n} に戻す`,
    promoted: (n) => n === 0 ? 'ベースモデルに戻しました' : `バージョン ${n} を公開しました`, pending: 'もう一人の管理者の同意を待っています', isLive: (n) => n === 0 ? 'ベースモデルが公開中です' : `バージョン ${n} が公開中です`,
    held: {
      diversity: (found, limit) => `同じプロンプトの画像の多様さがベースモデルの ${percent(found)} です（下限 ${percent(limit)}）`,
      drift: (found, limit) => `同じシードの画像がベースモデルから ${found.toFixed(2)} 離れています（上限 ${limit.toFixed(2)}）`,
      recognition: (found, limit) => `ベースモデルがプロンプトを見分けられる画像がベースの ${percent(found)} です（下限 ${percent(limit)}）`,
      policy_recognition: (found, limit) => `ベースモデルが監査プロンプトを見分けられる画像がベースの ${percent(found)} です（下限 ${percent(limit)}）`,
    },
    heldTitle: (n) => `バージョン ${n} は保留中です`, heldText: '点検で問題が見つかりました。理由を書けば公開できます。理由は監査ログに残ります。',
    heldReason: '理由', heldYes: 'それでも公開する', heldNext: '次のラウンドは、保留中でない最新のバージョンから続きます。',
    report: '学んだこと', reportTitle: (n) => `バージョン ${n} が学んだこと`, goal: { reached: '目標に達しました', left: (n) => `目標まであと約 ${n} ラウンド` },
    onlyAdmin: '公開はテナントの管理者が行います。', history: '履歴', origin: { base: 'ベース', round: 'ラウンド', import: '取り込み' },
    reload: 'もう一度試す', loading: '読み込んでいます…', notFound: 'ページが見つかりません。', requestId: 'リクエスト',
    failedLoad: '画像を読み込めませんでした', unreachable: 'サーバーに接続できません。', back: '戻る',
  },
};

function percent(share) {
  return `${Math.round(100 * share)} %`;
}

const KEY = 'konomi.language';

export const language = () => localStorage.getItem(KEY) ?? (navigator.language.startsWith('ja') ? 'ja' : 'en');

export function switchLanguage() {
  localStorage.setItem(KEY, language() === 'ja' ? 'en' : 'ja');
}

// t('round', 3) or t('state.DONE'); a word that is missing shows its key.
export function t(key, ...values) {
  const word = key.split('.').reduce((words, part) => words?.[part], WORDS[language()]);
  return typeof word === 'function' ? word(...values) : word ?? key.split('.').at(-1);
}

export function duration(seconds) {
  return seconds < 90 ? t('seconds', Math.max(1, Math.round(seconds))) : t('minutes', Math.round(seconds / 60));
}
